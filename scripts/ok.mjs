// The gate: everything that has to hold before a change is done. `pnpm ok`, and `npm test` on a fresh clone.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { root, runStep } from './run-step.mjs'
import { printTally } from './tally.mjs'

const turbo = (...tasks) => ['turbo', ['run', ...tasks, '--concurrency=1', '--output-logs=full']]

const steps = [
  ['build', ...turbo('build')],
  ['types', ...turbo('types')],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['documentation of errors', 'node', ['scripts/errors-page.mjs', '--check']],
  ['schema of declarations', 'node', ['scripts/declaration-schema.mjs', '--check']],
  ['documentation of servers', 'node', ['scripts/servers-page.mjs', '--check']],
  ['documentation', 'node', ['scripts/docs.mjs']],
  ['site of the documentation', 'vitepress', ['build', 'docs']],
  ['reference of the exports', 'node', ['docs/api/reference.mjs', '--check']],
  ['workflows', 'node', ['scripts/workflows.mjs']],
  ['unused code and dependencies', 'knip', []],
  ['packages', ...turbo('check:package')],
  ['unit tests', ...turbo('test')],
  ['end-to-end tests', ...turbo('e2e')],
]

rmSync(join(root, '.reports'), { recursive: true, force: true })
const failed = steps.find(([title, command, args]) => {
  console.log(styleText('bold', `\n▶ ${title}`))
  return !runStep(command, args)
})
if (failed !== undefined) console.error(styleText('red', `\n✗ ${failed[0]} failed`))
const allPassed = printTally()
process.exitCode = failed === undefined && allPassed ? 0 : 1
