// Sends COUNT events with RudderStack's published Node SDK.
// usage: node rudderstack.mjs HOST WRITE_KEY COUNT
import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const [dataPlaneUrl, writeKey, count] = process.argv.slice(2)
const Client = RudderAnalytics.default ?? RudderAnalytics
const client = new Client(writeKey, { dataPlaneUrl, flushAt: 5, gzip: true })
const ids = []
for (let i = 0; i < Number(count); i++) {
  const messageId = `rudder-${process.pid}-${i}`
  await new Promise((resolve) => {
    client.track({ messageId, anonymousId: 'rudder-device', event: 'Rode', properties: { step: i } }, (error) => {
      if (error) { console.error(error); process.exitCode = 1 } else { ids.push(messageId) }
    })
    resolve()
  })
}
await client.flush()
await new Promise((resolve) => setTimeout(resolve, 500))
for (const id of ids) console.log(id)
process.exit()
