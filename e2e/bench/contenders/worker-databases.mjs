import { makeDatabaseProject, migration, writeConfig, writeTests } from './databases.mjs'

/**
 * The ways to give each of four workers a database, by name: functions that make a project.
 *
 * @param source - options that say which PostgreSQL
 * @param url - of a server of it that runs already
 */
export function describeWorkers({ source, url }) {
  const own = (options) => {
    const declared = JSON.stringify({ scope: 'worker', migrate: migration, ...options })
    return project(used, { processes: `{ processes: { db: postgres(${declared}) } }` })
  }
  return {
    'by hand: four databases in globalSetup, server at a URL': project(byHand, {
      further: `globalSetup: './create.mjs', env: { SERVER: '${url}' }`,
      files: { 'create.mjs': createByHand(url) },
    }),
    'worker-scoped, server at a URL': own({ url }),
    'worker-scoped, with the start of the server': own(source),
  }
}

function project(given, { processes = '', further = '', files = {} }) {
  return (folder, size) => {
    const tests = Array.from({ length: 8 }, (_, file) => [
      `file-${file}.test.mjs`,
      writeTests(given, size),
    ])
    return makeDatabaseProject(folder, {
      'vitest.config.mjs': writeConfig(processes, { further: `maxWorkers: 4, ${further}` }),
      ...files,
      ...Object.fromEntries(tests),
    })
  }
}

const used = `import { useProcess } from '@mirakuru/vitest-plugin'
const db = useProcess('db')
const declareTest = (name, run) => base(name, run)
const open = () => connect(db.url)
`

const byHand = `const declareTest = (name, run) => base(name, run)
const open = () => connect(process.env.SERVER.replace(/[^/]*$/, 'worker_' + process.env.VITEST_POOL_ID))
`

const createByHand = (url) => `import { execFileSync } from 'node:child_process'
import pg from 'pg'
const template = '${url}'.replace(/[^/]*$/, 'worker_template')
const workers = [1, 2, 3, 4]
export default async function () {
  const server = new pg.Client('${url}')
  await server.connect()
  await server.query('CREATE DATABASE worker_template')
  execFileSync(process.execPath, ['migrate.mjs'], { env: { ...process.env, DATABASE_URL: template } })
  for (const worker of workers)
    await server.query('CREATE DATABASE worker_' + worker + ' TEMPLATE worker_template')
  return async () => {
    for (const name of [...workers, 'template'])
      await server.query('DROP DATABASE worker_' + name + ' WITH (FORCE)')
    await server.end()
  }
}
`
