import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printTable, printValues, summarise } from './statistics.mjs'

const files = 20
const rounds = 5
const ownPackage = fileURLToPath(new URL('../../packages/jest-environment', import.meta.url))
const server = fileURLToPath(new URL('late-listener.mjs', import.meta.url))
const linked = ['@mirakuru/core', 'jest', 'jest-config', 'jest-environment-node']

const idleTest = `test('does nothing', () => expect(1).toBe(1))
`
const usingTest = `const { useProcess } = require('@mirakuru/jest-environment')
const server = useProcess('server')
test('has a process', () => expect(server.port).toBeGreaterThan(0))
`
const reporter = `const { appendFileSync } = require('node:fs')
module.exports = class {
  onTestResult(_test, { perfStats: { loadTestEnvironmentStart, end } }) {
    appendFileSync(process.env.COSTS, (end - loadTestEnvironmentStart) + '\\n')
  }
}
`
const processes = {
  server: { executor: 'tcp', command: ['node', server, '{port}', '0', '/dev/null'] },
}
const own = { testEnvironment: '@mirakuru/jest-environment', testEnvironmentOptions: { processes } }

/** What a test file costs in Jest: in Jest's own environment, in ours, and with a process of the whole run. */
export function measureJestFileCost() {
  const root = mkdtempSync(join(tmpdir(), 'bench-'))
  const contenders = {
    'jest-environment-node': makeProject(join(root, 'none'), {}, idleTest),
    'ours, no process': makeProject(join(root, 'idle'), own, idleTest),
    'ours, a run-scoped process': makeProject(join(root, 'using'), own, usingTest),
  }
  const names = Object.keys(contenders)
  const costs = Object.fromEntries(names.map((name) => [name, []]))
  const walls = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, folder] of Object.entries(contenders)) {
      const { totals, wall } = run(folder)
      if (round < 0) continue
      costs[name].push(...totals)
      walls[name].push(wall)
    }
  }
  rmSync(root, { recursive: true })
  printTable(`A test file in Jest (ms; ${files} files in band, ${rounds} interleaved runs)`, costs)
  printTable('The whole run (ms)', walls)
  const [none, idle, using] = Object.values(costs).map((samples) => summarise(samples).median)
  printValues('More a file, medians (ms)', {
    'our environment, no process': (idle - none).toFixed(1),
    'run-scoped process': (using - idle).toFixed(1),
  })
}

function makeProject(folder, configuration, testText) {
  const modules = join(folder, 'node_modules')
  const environment = join(modules, '@mirakuru/jest-environment')
  mkdirSync(environment, { recursive: true })
  for (const name of ['dist', 'package.json'])
    cpSync(join(ownPackage, name), join(environment, name), { recursive: true })
  for (const name of linked) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(realpathSync(join(ownPackage, 'node_modules', name)), join(modules, name))
  }
  const text = {
    'jest.config.json': JSON.stringify({
      ...configuration,
      reporters: ['<rootDir>/reporter.js'],
      transform: {},
    }),
    'reporter.js': reporter,
  }
  for (const [name, content] of Object.entries(text)) writeFileSync(join(folder, name), content)
  for (let file = 0; file < files; file++)
    writeFileSync(join(folder, `file${file}.test.js`), testText)
  return folder
}

function run(folder) {
  const report = join(folder, 'costs')
  writeFileSync(report, '')
  const cli = join(folder, 'node_modules/jest/bin/jest.js')
  const startedAt = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '--runInBand'], {
    cwd: folder,
    env: { ...process.env, COSTS: report },
    encoding: 'utf8',
  })
  const wall = performance.now() - startedAt
  if (status !== 0) throw new Error(stdout + stderr)
  return { wall, totals: readFileSync(report, 'utf8').trim().split('\n').map(Number) }
}
