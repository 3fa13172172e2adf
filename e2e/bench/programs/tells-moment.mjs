// tells-moment.mjs FILE: writes into FILE at which moment of the system's monotonic clock this process started.
import { writeFileSync } from 'node:fs'

const age = BigInt(Math.round(performance.now() * 1e6))
writeFileSync(process.argv[2], `${process.hrtime.bigint() - age}\n`)
