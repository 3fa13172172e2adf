import { join } from 'node:path'
import { makeProject, runners, runProject } from '../contenders/projects.mjs'
import { interleave } from '../interleave.mjs'
import { findProgram, withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const command = ['node', findProgram('becomes-ready.mjs'), 'tcp', '{port}', '0', '/dev/null']

const vitest = {
  runner: runners.vitest,
  reporter: `import { appendFileSync } from 'node:fs'
export default class {
  onTestModuleEnd(module) {
    const parts = Object.entries(module.diagnostic()).filter(([name]) => /^(environmentSetup|prepare|collect|setup)?[dD]uration$/.test(name))
    appendFileSync(process.env.RESULTS, parts.reduce((sum, [, value]) => sum + value, 0) + '\\n')
  }
}
`,
  configure: (plugin) => ({
    'package.json': '{ "type": "module" }',
    'vitest.config.mjs': `${plugin === '' ? '' : "import { mirakuru } from '@mirakuru/vitest-plugin/config'\n"}export default {
  plugins: [${plugin}],
  test: { maxWorkers: 1, reporters: ['./reporter.mjs'] },
}
`,
    'reporter.mjs': vitest.reporter,
  }),
  none: '',
  idle: 'mirakuru()',
  run: `mirakuru({ processes: { server: { executor: 'tcp', command: ${JSON.stringify(command)} } } })`,
  idleTest: `import { expect, test } from 'vitest'
test('does nothing', () => expect(1).toBe(1))
`,
  useTest: (argument) => `import { tcpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
const server = useProcess(${argument})
test('has a process', () => expect(server.port).toBeGreaterThan(0))
`,
}

const jestConfig = { reporters: ['<rootDir>/reporter.js'], transform: {} }
const ours = { ...jestConfig, testEnvironment: '@mirakuru/jest-environment' }
const jest = {
  runner: runners.jest,
  reporter: `const { appendFileSync } = require('node:fs')
module.exports = class {
  onTestResult(_test, { perfStats: { loadTestEnvironmentStart, end } }) {
    appendFileSync(process.env.RESULTS, (end - loadTestEnvironmentStart) + '\\n')
  }
}
`,
  configure: (config) => ({
    'jest.config.json': JSON.stringify(config),
    'package.json': '{}',
    'reporter.js': jest.reporter,
  }),
  none: jestConfig,
  idle: ours,
  run: {
    ...ours,
    testEnvironmentOptions: { processes: { server: { executor: 'tcp', command } } },
  },
  idleTest: `test('does nothing', () => expect(1).toBe(1))
`,
  useTest: (argument) => `const { tcpExecutor, useProcess } = require('@mirakuru/jest-environment')
const server = useProcess(${argument})
test('has a process', () => expect(server.port).toBeGreaterThan(0))
`,
}

/** What a test file costs more with the adapter, and with a process of the run or of the file. */
export async function measureFiles({ rounds = 3, files = 50 }) {
  return withFolder(async (folder) => {
    const tables = []
    for (const [name, kit] of Object.entries({ Vitest: vitest, Jest: jest })) {
      const contenders = listContenders(join(folder, name), kit, files)
      const { file, wall } = await interleave(contenders, { rounds })
      const note = `${files} files in one worker, each with one test; the whole file, its environment and imports included.`
      tables.push(
        tableOf(`A test file in ${name}`, file, { note }),
        tableOf(`A run of ${files} files in ${name}`, wall, {
          note: 'Wall time of the whole run.',
        }),
      )
    }
    return tables
  })
}

function listContenders(folder, kit, count) {
  const inline = `tcpExecutor(${JSON.stringify(command)})`
  const projects = {
    'without the adapter': [kit.none, kit.idleTest],
    'adapter, no process': [kit.idle, kit.idleTest],
    'run-scoped process': [kit.run, kit.useTest("'server'")],
    'file-scoped process': [kit.idle, kit.useTest(inline)],
  }
  const contenders = Object.entries(projects).map(([name, [configuration, test]]) => {
    const names = Array.from({ length: count }, (_, file) => `file${file}.${kit.runner.extension}`)
    const tests = Object.fromEntries(names.map((each) => [each, test]))
    const files = { ...kit.configure(configuration), ...tests }
    const project = makeProject(join(folder, name), kit.runner, files)
    return [name, () => measureRun(project, kit.runner)]
  })
  return Object.fromEntries(contenders)
}

async function measureRun(project, runner) {
  const { wall, lines } = await runProject(project, runner)
  return { wall, file: lines.map(Number) }
}
