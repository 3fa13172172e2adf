import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { declarePostgresql } from '../contenders/postgresql.mjs'
import { makeProject, runners, runProject } from '../contenders/projects.mjs'
import { interleave } from '../interleave.mjs'
import { withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const redis = {
  command: "redis-server --port {port} --save '' --appendonly no",
  options: {},
}
const resetRedis = { reset: 'redis-cli -p {port} flushall' }

const note = (tests, duration) =>
  `${tests} tests of ${duration} ms in one file. Wait: from the end of one test's body to the beginning of the next one's.`

/** A redis-server for every test, as dear as one that all tests share? */
export async function measureRedis({ rounds = 3, tests = 200 }) {
  if (!hasProgram('redis-server')) return []
  const contenders = {
    'shared (run scope)': { ...redis, options: { scope: 'run' } },
    'shared, reset between tests': { ...redis, options: { scope: 'run', ...resetRedis } },
    'fresh (test scope)': { ...redis, options: { scope: 'test' } },
    'fresh, spares: 1': { ...redis, options: { scope: 'test', spares: 1 } },
    'fresh, spares: 2': { ...redis, options: { scope: 'test', spares: 2 } },
  }
  return measure('redis-server', { contenders, rounds, tests, duration: 20 })
}

/** PostgreSQL for every test, from a folder that was prepared once. */
export async function measurePostgresql({ rounds = 1, tests = 50 }) {
  const database = declarePostgresql()
  if (database === undefined) return []
  const contenders = {
    'shared (run scope)': { ...database, options: { ...database.options, scope: 'run' } },
    'fresh (test scope), prepare': database,
    'fresh, prepare, spares: 1': { ...database, options: { ...database.options, spares: 1 } },
    'fresh, prepare, spares: 2': { ...database, options: { ...database.options, spares: 2 } },
  }
  return measure('PostgreSQL', { contenders, rounds, tests, duration: 250 })
}

async function measure(service, { contenders, rounds, tests, duration }) {
  return withFolder(async (folder) => {
    const tables = []
    for (const name of ['vitest', 'jest']) {
      const projects = Object.entries(contenders).map(([what, declaration]) => {
        const project = join(folder, name, what.replaceAll(/\W+/g, '-'))
        const files = writers[name](declaration, { tests, duration })
        makeProject(project, runners[name], files)
        return [what, () => measureRun(project, runners[name])]
      })
      const { wait, wall } = await interleave(Object.fromEntries(projects), { rounds, warmups: 0 })
      const title = `${service} in ${name === 'jest' ? 'Jest' : 'Vitest'}`
      const text = note(tests, duration)
      tables.push(
        tableOf(`${title}: wait per test`, wait, { note: text }),
        tableOf(`${title}: the whole run`, wall, { note: text }),
      )
    }
    return tables
  })
}

async function measureRun(project, runner) {
  const { wall, lines } = await runProject(project, runner)
  return { wall, wait: lines.map(Number) }
}

const body = (tests, duration) => `
let endedAt
for (let number = 0; number < ${tests}; number++)
  declareTest(number, async () => {
    if (endedAt !== undefined) appendFileSync(process.env.RESULTS, performance.now() - endedAt + '\\n')
    await new Promise((resolve) => setTimeout(resolve, ${duration}))
    endedAt = performance.now()
  })
`

/** Texts of a project by runner. */
const writers = {
  vitest: ({ command, options }, { tests, duration }) => {
    const declared = JSON.stringify({ executor: 'tcp', command, ...options })
    const isRun = options.scope === 'run'
    const block = isRun ? `{ processes: { server: ${declared} } }` : ''
    const declare = isRun
      ? `const server = useProcess('server')
const declareTest = (number, run) => base('test ' + number, async () => { server.port; await run() })`
      : `const test = base.extend({ server: tcpExecutor(${JSON.stringify(command)}, ${JSON.stringify(options)}) })
const declareTest = (number, run) => test('test ' + number, async ({ server }) => { server.port; await run() })`
    return {
      'package.json': '{ "type": "module" }',
      'vitest.config.mjs': `import { mirakuru } from '@mirakuru/vitest-plugin/config'
export default { plugins: [mirakuru(${block})], test: { testTimeout: 30_000 } }
`,
      'fresh.test.mjs': `import { appendFileSync } from 'node:fs'
import { tcpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { test as base } from 'vitest'
${declare}
${body(tests, duration)}`,
    }
  },
  jest: ({ command, options }, { tests, duration }) => {
    const processes = { server: { executor: 'tcp', command, ...options } }
    return {
      'package.json': '{}',
      'jest.config.json': JSON.stringify({
        testEnvironment: '@mirakuru/jest-environment',
        testEnvironmentOptions: { processes },
        transform: {},
        testTimeout: 30_000,
      }),
      'fresh.test.js': `const { appendFileSync } = require('node:fs')
const { useProcess } = require('@mirakuru/jest-environment')
const server = useProcess('server')
const declareTest = (number, run) => test('test ' + number, async () => { server.port; await run() })
${body(tests, duration)}`,
    }
  },
}

function hasProgram(name) {
  return process.env.PATH.split(':').some((folder) => existsSync(join(folder, name)))
}
