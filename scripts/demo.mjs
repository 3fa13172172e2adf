// `npm run demo`: real services as Vitest fixtures.
import { join } from 'node:path'
import { styleText } from 'node:util'
import { root, runStep } from './run-step.mjs'

const example = 'examples/vitest-services'

if (!runStep('tsc', ['-b'])) process.exit(1)
console.log(
  styleText('bold', `\nRunning ${example}: an HTTP API and a TCP service as Vitest fixtures\n`),
)
const passed = runStep('vitest', ['run'], { cwd: join(root, example), shell: false })
if (passed) console.log(`\nThe test file to look at: ${example}/test/services.test.ts`)
process.exitCode = passed ? 0 : 1
