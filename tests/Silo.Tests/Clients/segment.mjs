// Sends COUNT events with Segment's published Node SDK and prints the message ids it was told were delivered, one a line.
// usage: node segment.mjs HOST WRITE_KEY COUNT [MILLISECONDS_BETWEEN]
import { Analytics } from '@segment/analytics-node'

const [host, writeKey, count, pause = 0] = process.argv.slice(2)
const analytics = new Analytics({ host, writeKey, flushAt: 7, flushInterval: 200, maxRetries: 10 })
analytics.on('error', (error) => { console.error(error); process.exitCode = 1 })

for (let i = 0; i < Number(count); i++) {
  analytics.track({
    userId: 'node-user',
    event: 'Ride, "updated"\nnow',
    timestamp: new Date(),
    properties: { step: i, note: 'comma, "quote" and 🚌' },
    context: {
      device: { id: 'node-device', manufacturer: 'Google', model: 'Pixel 8', type: 'android', advertisingId: '38400000-8cf0-11bd-b23e-10b96e40000d', adTrackingEnabled: true },
      os: { name: 'Android', version: '14' },
      location: { latitude: -10.94, longitude: -37.06 },
    },
  }, (error, context) => { if (!error) console.log(context.event.messageId) })
  if (Number(pause)) await new Promise((resume) => setTimeout(resume, Number(pause)))
}
await analytics.closeAndFlush({ timeout: 60000 })
