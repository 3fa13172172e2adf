import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { makeProject, runners } from './projects.mjs'

const services = dirname(createRequire(import.meta.url).resolve('@mirakuru/services/package.json'))

/**
 * A project of Vitest whose tests need a database each.
 *
 * @param files - text by name, besides the migrations: 100 tables of 20 rows
 */
export function makeDatabaseProject(folder, files) {
  const copy = join(folder, 'node_modules/@mirakuru/services')
  mkdirSync(copy, { recursive: true })
  for (const name of ['dist', 'package.json'])
    cpSync(join(services, name), join(copy, name), { recursive: true })
  mkdirSync(join(folder, 'migrations'))
  for (const [name, text] of Object.entries(migrations))
    writeFileSync(join(folder, 'migrations', name), text)
  return makeProject(folder, runners.vitest, {
    'package.json': '{ "type": "module" }',
    'migrate.mjs': migrate,
    ...files,
  })
}

/** 20 files of five tables each. */
const migrations = Object.fromEntries(
  Array.from({ length: 20 }, (_, file) => [
    `${String(file).padStart(2, '0')}.sql`,
    Array.from({ length: 5 }, (__, table) => describeTable(file * 5 + table)).join(''),
  ]),
)

function describeTable(number) {
  const name = `things_${number}`
  return `CREATE TABLE ${name} (id serial PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now());
INSERT INTO ${name} (name) SELECT 'thing ' || n FROM generate_series(1, 20) AS n;
`
}

/** What migrates: a Node program that runs one file after the other, as most tools do. */
const migrate = `import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
const client = new pg.Client(process.env.DATABASE_URL)
await client.connect()
for (const name of readdirSync('migrations').toSorted())
  await client.query(readFileSync('migrations/' + name, 'utf8'))
await client.end()
`

/** How the migrations are declared. */
export const migration = { command: 'node migrate.mjs', inputs: ['migrate.mjs', 'migrations'] }

/** A configuration with processes, for all that have one. */
export function writeConfig(processes, { imports = '', further = '' } = {}) {
  return `import { postgres } from '@mirakuru/services'
import { mirakuru } from '@mirakuru/vitest-plugin/config'
${imports}
export default { plugins: [mirakuru(${processes})], test: { testTimeout: 60_000, hookTimeout: 60_000, ${further} } }
`
}

/**
 * Tests that connect, run a query and take 20 ms. They note how long they waited for their database (\`wait\`), for
 * their first answer (\`answer\`), and from the end of the body of one test to the beginning of the next (\`between\`).
 *
 * @param given - declares \`test\` with what its tests need, and \`open(context)\`, which returns what has \`query\` and \`end\`
 */
export function writeTests(given, { tests, duration = 20 }) {
  return `import { appendFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, test as base } from 'vitest'
let askedAt, endedAt
const note = (what, from) => appendFileSync(process.env.RESULTS, what + ' ' + (performance.now() - from) + '\\n')
async function connect(url) {
  const client = new pg.Client(url)
  await client.connect()
  return client
}
// Vitest sets fixtures up after the hooks that do not ask for them; other hooks come after this one.
beforeEach(() => { askedAt = performance.now() })
${given}
for (let number = 0; number < ${tests}; number++)
  declareTest('test ' + number, async (database) => {
    note('wait', askedAt)
    if (endedAt !== undefined) note('between', endedAt)
    const beganAt = performance.now()
    const client = await open(database)
    await client.query("INSERT INTO things_7 (name) VALUES ('new')")
    note('answer', beganAt)
    await new Promise((resolve) => setTimeout(resolve, ${duration}))
    await client.end()
    endedAt = performance.now()
  })
`
}
