// What `npm create mirakuru` writes, for every runner, with the packed packages: the command that it says is next is run.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../programs.mjs'
import { here, installTarballs, listTarballs } from '../tarballs.mjs'
import { startRegistry } from './registry.mjs'

const execute = promisify(execFile)

const servers = { redis: 'redis-server', postgres: 'psql' }
const installed = Object.keys(servers).filter((name) => isInstalled(servers[name]))
const services = ['api', ...installed].join(',')

const tarballs = listTarballs()
let registry
let folder
let tool

beforeAll(async () => {
  registry = await startRegistry(Object.values(tarballs).map((file) => file.replace('file:', '')))
  folder = mkdtempSync(join(tmpdir(), 'mirakuru-create-'))
  tool = join(folder, 'tool')
  const manifest = { private: true, devDependencies: { 'create-mirakuru': '*' } }
  write('tool/package.json', JSON.stringify(manifest))
  installTarballs(tool, tarballs)
})

afterAll(async () => {
  await registry?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test.each([
  ['npm', 'create', 'mirakuru@latest', '--yes', '--', '--version'],
  ['pnpm', 'create', 'mirakuru', '--version'],
])('%s %s finds it', async (...command) => {
  const env = {
    npm_config_registry: registry.url,
    pnpm_config_registry: registry.url,
    npm_config_cache: join(folder, '.npm'),
    XDG_CACHE_HOME: join(folder, '.cache'),
  }
  expect(await run(command, { env })).toMatch(/^\d+\.\d+\.\d+$/m)
})

describe.each([
  ['vitest', 'npm', 'npx vitest run test/services.test.ts'],
  ['jest', 'pnpm', 'pnpm exec jest test/services.test.js'],
  ['playwright', 'pnpm', 'pnpm exec playwright test tests/services.spec.ts'],
  ['node-test', 'pnpm', 'node --test test/services.test.mjs'],
])('for %s, with %s', (runner, manager, command) => {
  test('a new folder has a configuration and a test that passes', async () => {
    const project = makeProject(runner)
    const next = await create(project, { runner, manager })
    expect(next).toBe(`cd ${relative(tool, project)} && ${manager} test`)
    await run(['sh', '-c', next], { cwd: tool })
    await expectGoodFiles(project)
  })

  test('a project with a configuration gets a test that passes', async () => {
    const project = join(folder, runner)
    for (const name of ['test', 'tests'])
      rmSync(join(project, name), { recursive: true, force: true })
    const next = await create(project, { runner, manager })
    expect(next).toBe(`cd ${relative(tool, project)} && ${command}`)
    await run(['sh', '-c', next], { cwd: tool })
    await expectGoodFiles(project)
  })
})

test('a project with tests of Jest elsewhere gets another one beside them', async () => {
  const project = join(folder, 'jest')
  write('jest/jest.config.js', "module.exports = { testRegex: '/src/.*\\\\.spec\\\\.js$' }")
  write('jest/src/cart.spec.js', "test('adds', () => {})")
  const next = await create(project, { runner: 'jest', manager: 'pnpm' })
  expect(next).toBe(`cd ${relative(tool, project)} && pnpm exec jest src/services.spec.js`)
  await run(['sh', '-c', next], { cwd: tool })
})

/** An empty folder, in which our packages are found. */
function makeProject(name) {
  write(`${name}/.npmrc`, `@mirakuru:registry=${registry.url}\n`)
  return join(folder, name)
}

/** Says what the user is told to do next. */
async function create(project, { runner, manager }) {
  const options = ['--runner', runner, '--services', services]
  const separator = manager === 'npm' ? ['--'] : []
  const command = [manager, 'exec', 'create-mirakuru', ...separator, project, ...options]
  return /Next: (.*)/.exec(await run(command, { cwd: tool }))?.[1]
}

/** Types and format of what was written. */
async function expectGoodFiles(cwd) {
  const files = readdirSync(cwd, { recursive: true }).filter(
    (file) => /\.[mc]?[jt]s$/.test(file) && !file.includes('node_modules'),
  )
  const format = ['--no-config', '--no-semi', '--single-quote', '--print-width=100']
  await run(['prettier', '--check', ...format, ...files], { cwd })
  const typed = files.filter((file) => file.endsWith('ts'))
  const types = ['--types', 'node', '--typeRoots', join(here, '../node_modules/@types')]
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', ...types]
  if (typed.length > 0) await run(['tsc', ...options, ...typed], { cwd })
}

function write(path, text) {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Runs a command as in a terminal of its own; fails with all that it has printed. */
async function run([program, ...args], { cwd = folder, env } = {}) {
  // What this test itself was started with would be passed on.
  const own = Object.entries(process.env).filter(([name]) => !/^p?npm_/i.test(name))
  const options = { cwd, env: { ...Object.fromEntries(own), ...env } }
  const { stdout } = await execute(program, args, options).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`)
  })
  return stdout
}
