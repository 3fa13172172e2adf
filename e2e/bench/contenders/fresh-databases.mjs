import { makeDatabaseProject, migration, writeConfig, writeTests } from './databases.mjs'

/**
 * The ways to give every test a database, by name: functions that make a project.
 *
 * @param source - options that say which PostgreSQL
 */
export function describeWays(source) {
  const declare = (options) => JSON.stringify({ migrate: migration, ...source, ...options })
  const run = `{ processes: { db: postgres(${declare({ scope: 'run' })}) } }`
  const project =
    (given, processes = run) =>
    (folder, size) =>
      makeDatabaseProject(folder, {
        'vitest.config.mjs': writeConfig(processes),
        'fresh.test.mjs': writeTests(given, size),
      })
  const fixture = (options) => project(writeFixture(declare(options)), '')
  return {
    'shared (run scope), nobody cleans': project(shared + openShared),
    'fresh (test scope)': fixture({}),
    'fresh, spares: 1': fixture({ spares: 1 }),
    'fresh, spares: 2': fixture({ spares: 2 }),
    'by hand: TEMPLATE before, DROP after': project(administration + template),
    'by hand: TRUNCATE before': project(administration + truncate + openShared),
    'by hand: snapshot restored, as testcontainers does': project(administration + snapshot),
    'PGlite, loaded from a dump': project(pglite, ''),
  }
}

const writeFixture = (options) => `import { postgres } from '@mirakuru/services/vitest'
const test = base.extend({ db: postgres(${options}) })
const declareTest = (name, run) => test(name, ({ db }) => run(db))
const open = (db) => connect(db.url)
`

const shared = `import { useProcess } from '@mirakuru/vitest-plugin'
const db = useProcess('db')
const declareTest = (name, run) => base(name, run)
`

const openShared = `const open = () => connect(db.url)
`

/** A connection that stays open, to a database that is in nobody's way. */
const administration = `${shared}
let server
const at = (name) => db.url.replace(/[^/]*$/, name)
beforeAll(async () => { server = await connect(at('postgres')) })
afterAll(() => server.end())
`

const template = `
const template = () => new URL(db.url).pathname.slice(1)
let number = 0
beforeEach(() => server.query('CREATE DATABASE test_' + ++number + ' TEMPLATE ' + template()))
afterEach(() => server.query('DROP DATABASE test_' + number + ' WITH (FORCE)'))
const open = () => connect(at('test_' + number))
`

const truncate = `
const tables = Array.from({ length: 100 }, (_, number) => 'things_' + number).join(', ')
let cleaner
beforeAll(async () => { cleaner = await connect(db.url) })
beforeEach(() => cleaner.query('TRUNCATE ' + tables + ' RESTART IDENTITY CASCADE'))
afterAll(() => cleaner.end())
`

/** The statements of restoreSnapshot(), over an open connection in place of psql in the container. */
const snapshot = `
const snapshot = () => new URL(db.url).pathname.slice(1)
beforeEach(async () => {
  await server.query('DROP DATABASE IF EXISTS restored WITH (FORCE)')
  await server.query('CREATE DATABASE restored WITH TEMPLATE ' + snapshot() + ' OWNER postgres')
})
const open = () => connect(at('restored'))
`

const pglite = `import { readdirSync, readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
let dump, database
beforeAll(async () => {
  const first = new PGlite()
  for (const name of readdirSync('migrations').toSorted())
    await first.exec(readFileSync('migrations/' + name, 'utf8'))
  dump = await first.dumpDataDir('none')
  await first.close()
})
beforeEach(async () => { database = await PGlite.create({ loadDataDir: dump }) })
const declareTest = (name, run) => base(name, run)
const open = () => ({ query: (text) => database.query(text), end: () => database.close() })
`
