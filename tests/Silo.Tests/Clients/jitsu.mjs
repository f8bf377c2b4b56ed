// Sends COUNT events with Jitsu's published SDK, server to server.
// usage: node jitsu.mjs HOST WRITE_KEY COUNT
import { jitsuAnalytics } from '@jitsu/js'

const [host, writeKey, count] = process.argv.slice(2)
const jitsu = jitsuAnalytics({ host, writeKey: `client:${writeKey}`, s2s: true, fetchTimeoutMs: 5000 })
for (let i = 0; i < Number(count); i++) {
  await jitsu.track('Rode', { userId: 'jitsu-user', step: i })
}
process.exit()
