// `pnpm bench`: what a start, a stop and the wait for readiness cost.
import { measureReadinessLag } from './readiness-lag.mjs'
import { measureStartAndStop } from './start-and-stop.mjs'

console.log(`Node ${process.version}, ${process.platform} ${process.arch}`)
await measureStartAndStop()
await measureReadinessLag()
