// `pnpm repeat [TIMES] [PACKAGE]`: runs the tests again and again, to hunt for those that fail now and then.
import { buildPackages, root, runStep } from './run-step.mjs'

const [times = '20', name = '*'] = process.argv.slice(2)
if (!buildPackages()) process.exit(1)
for (let run = 1; run <= Number(times); run++) {
  const startedAt = performance.now()
  const passed = runStep(
    'pnpm',
    ['--filter', `./packages/${name}`, '--workspace-concurrency=1', 'run', 'test'],
    { cwd: root },
  )
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`run ${run} of ${times}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s`)
  if (!passed) process.exit(1)
}
