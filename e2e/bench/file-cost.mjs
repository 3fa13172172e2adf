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
const packages = fileURLToPath(new URL('../../packages', import.meta.url))
const server = fileURLToPath(new URL('late-listener.mjs', import.meta.url))

const idleTest = `import { expect, test } from 'vitest'
test('does nothing', () => expect(1).toBe(1))
`
const usingTest = `import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
const server = useProcess('server')
test('has a process', () => expect(server.port).toBeGreaterThan(0))
`
const reporter = `import { appendFileSync } from 'node:fs'
export default class {
  onTestModuleEnd(module) {
    const parts = Object.entries(module.diagnostic()).filter(([name]) => /^(environmentSetup|prepare|collect|setup)?[dD]uration$/.test(name))
    const total = parts.reduce((sum, [, value]) => sum + value, 0)
    appendFileSync(process.env.COSTS, JSON.stringify({ file: module.moduleId, total }) + '\\n')
  }
}
`
const config = (plugin) => `import { defineConfig } from 'vitest/config'
${plugin ? "import { mirakuru, tcpExecutor } from '@mirakuru/vitest-plugin/config'" : ''}
export default defineConfig({
  plugins: [${plugin}],
  test: { maxWorkers: 1, reporters: ['./reporter.mjs'] },
})
`
const idlePlugin = 'mirakuru()'
const blockPlugin = `mirakuru({ processes: { server: tcpExecutor(['node', ${JSON.stringify(server)}, '{port}', '0', '/dev/null']) } })`

/** What a test file costs in Vitest: without the plugin, with it, and with a process of the whole run. */
export function measureFileCost() {
  const root = mkdtempSync(join(tmpdir(), 'bench-'))
  const contenders = {
    'without the plugin': makeProject(join(root, 'none'), config(''), idleTest),
    'plugin, no process': makeProject(join(root, 'idle'), config(idlePlugin), idleTest),
    'plugin, a run-scoped process': makeProject(
      join(root, 'using'),
      config(blockPlugin),
      usingTest,
    ),
  }
  const costs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  const walls = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, folder] of Object.entries(contenders)) {
      const { totals, wall } = run(folder)
      if (round < 0) continue
      costs[name].push(...totals)
      walls[name].push(wall)
    }
  }
  rmSync(root, { recursive: true })
  printTable(`A test file in Vitest (ms; ${files} files, ${rounds} interleaved runs)`, costs)
  printTable('The whole run (ms)', walls)
  const [none, idle, using] = Object.values(costs).map((samples) => summarise(samples).median)
  printValues('More a file, medians (ms)', {
    'plugin, no process': (idle - none).toFixed(1),
    'run-scoped process': (using - none).toFixed(1),
  })
}

function makeProject(folder, configText, testText) {
  const modules = join(folder, 'node_modules')
  const plugin = join(modules, '@mirakuru', 'vitest-plugin')
  mkdirSync(plugin, { recursive: true })
  for (const name of ['dist', 'package.json'])
    cpSync(join(packages, 'vitest-plugin', name), join(plugin, name), { recursive: true })
  symlinkSync(join(packages, 'core'), join(modules, '@mirakuru', 'core'))
  symlinkSync(
    realpathSync(join(packages, 'vitest-plugin', 'node_modules', 'vitest')),
    join(modules, 'vitest'),
  )
  const text = {
    'package.json': '{ "type": "module" }',
    'vitest.config.mjs': configText,
    'reporter.mjs': reporter,
  }
  for (const [name, content] of Object.entries(text)) writeFileSync(join(folder, name), content)
  for (let file = 0; file < files; file++)
    writeFileSync(join(folder, `file${file}.test.mjs`), testText)
  return folder
}

function run(folder) {
  const report = join(folder, 'costs')
  writeFileSync(report, '')
  const cli = join(dirname(join(folder, 'node_modules/vitest/package.json')), 'vitest.mjs')
  const startedAt = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'run'], {
    cwd: folder,
    env: { ...process.env, COSTS: report },
    encoding: 'utf8',
  })
  const wall = performance.now() - startedAt
  if (status !== 0) throw new Error(stdout + stderr)
  const lines = readFileSync(report, 'utf8').trim().split('\n')
  return { wall, totals: lines.map((line) => JSON.parse(line).total) }
}
