// `npm run demo`: real services as Vitest fixtures.
import { styleText } from 'node:util'
import { buildPackages, runStep } from './run-step.mjs'

const example = 'examples/vitest'

if (!buildPackages()) process.exit(1)
const heading = `Running ${example}: an HTTP API and a TCP service as Vitest fixtures`
console.log(styleText('bold', `\n${heading}\n`))
const passed = runStep('pnpm', ['--dir', example, 'exec', 'vitest', 'run'])
if (passed) console.log(`The tests are in ${example}/test/services.test.ts`)
process.exitCode = passed ? 0 : 1
