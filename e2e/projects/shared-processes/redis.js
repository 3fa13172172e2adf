import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'

/** One inline command, and the first line of the answer. */
export function ask({ host, port }, line) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => socket.write(`${line}\r\n`))
    socket.once('error', reject)
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().split('\r\n')[0])
    })
  })
}

/** Without it, its tests are skipped; with MIRAKURU_E2E_REQUIRE_SERVICES that is a failure. */
export const isInstalled = findRedis()

function findRedis() {
  if (spawnSync('redis-server', ['--version']).error === undefined) return true
  const hint = 'redis-server is not installed (apt-get install redis-server)'
  if (process.env.MIRAKURU_E2E_REQUIRE_SERVICES) throw new Error(hint)
  console.log(`skipped: ${hint}`)
  return false
}
