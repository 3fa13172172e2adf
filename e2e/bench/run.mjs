// `pnpm bench [PART…]`: what a start, a stop, the wait for readiness, the supervisor and a test file cost.
import { measureFileCost } from './file-cost.mjs'
import { measureJestFileCost } from './jest-file-cost.mjs'
import { measureReadinessLag } from './readiness-lag.mjs'
import { measureStartAndStop } from './start-and-stop.mjs'
import { measureSupervisor } from './supervisor.mjs'

const parts = {
  start: measureStartAndStop,
  readiness: measureReadinessLag,
  supervisor: measureSupervisor,
  files: measureFileCost,
  'jest-files': measureJestFileCost,
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0)
  throw new Error(
    `There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`,
  )
console.log(`Node ${process.version}, ${process.platform} ${process.arch}`)
for (const [name, measure] of Object.entries(parts)) {
  if (chosen.length === 0 || chosen.includes(name)) await measure()
}
