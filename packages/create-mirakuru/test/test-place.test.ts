import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Interruption } from '../src/list-tests.js'
import { findPackageManager, type PackageManager } from '../src/package-manager.js'
import { Project } from '../src/project.js'
import { findRunner, type RunnerName } from '../src/runners/index.js'
import { findTestPlace } from '../src/test-place.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-mirakuru-'))
  put('package.json', '{ "devDependencies": { "jest": "30", "vitest": "4" } }')
})

afterEach(() => rmSync(folder, { recursive: true }))

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** A runner that finds the files of a pattern: lists as they are printed by `ls`. */
function install(runner: string, pattern: string, before = ''): void {
  const program = `node_modules/.bin/${runner}`
  put(program, `#!/bin/sh\n${before}\nls -d ${pattern}\ntrue\n`)
  chmodSync(join(folder, program), 0o755)
}

const npm = findPackageManager(undefined)
/** Runs what is installed as npm does, in a hundredth of the time. */
const quick = { ...npm, execute: 'env PATH=node_modules/.bin:/usr/bin:/bin' }

function find(
  runner: RunnerName,
  manager: PackageManager = quick,
): ReturnType<typeof findTestPlace> {
  return findTestPlace(new Project(folder), findRunner(runner), manager)
}

test('It is beside the test that is nearest to the root, by the list of the runner', () => {
  put('src/deep/a.spec.ts')
  put('src/b.spec.ts')
  put('src/a.spec.ts', 'a')
  install(
    'jest',
    '"$PWD"/src/*.spec.ts "$PWD"/src/*/*.spec.ts',
    'test "$*" = --listTests || exit 1; echo note',
  )
  expect(find('jest', npm)).toEqual({
    path: join('src', 'services.spec.ts'),
    example: { path: join('src', 'a.spec.ts'), text: 'a' },
  })
  expect(existsSync(join(folder, 'src/services.spec.ts'))).toBe(false)
})

test.each([
  ['src/cart-test.js', 'src/*-test.js', 'src/services-test.js'],
  ['test/test_shopping_cart.js', 'test/test_*.js', 'test/test_services.js'],
  ['a.b.spec.mts', '*.spec.mts', 'services.spec.mts'],
  ['.a.test.js', '.*.test.js', '.services.test.js'],
  ['__tests__/cart.js', '__tests__/*', '__tests__/services.js'],
])('It is called like %s', (path, pattern, expected) => {
  put(path)
  install('jest', pattern)
  expect(find('jest')?.path).toBe(expected)
})

test('It has another name where the first one is taken', () => {
  put('services.test.js')
  install('jest', '*.test.js')
  expect(find('jest')?.path).toBe('mirakuru.test.js')
})

test('Vitest names the project before the path, if there are several', () => {
  put('a.test.ts')
  install('vitest', '*.test.ts | sed "s/^/[unit] /"', 'test "$*" = "list --filesOnly" || exit 1')
  expect(find('vitest')?.path).toBe('services.test.ts')
})

test('It is CommonJS where nobody can tell what a file of Jest is', () => {
  put('package.json', '{ "type": "module", "devDependencies": { "jest": "30" } }')
  put('a.test.js', 'test("a", () => {})')
  install('jest', '*.test.*')
  expect(find('jest')?.path).toBe('services.test.cjs')
  put('a.test.js', "import a from './a.js'")
  expect(find('jest')?.path).toBe('services.test.js')
})

test.each([
  ['is no file of tests by its name', ['test.js', 'src/add.js'], 'test.js src/add.js'],
  [
    'belongs to another package',
    ['packages/a/package.json', 'packages/a/a.test.js'],
    '*/*/*.test.js',
  ],
  ['is one of types', ['a.test-d.ts'], '*.test-d.ts'],
  ['has a name that a shell would read', ['app/[id]/a.test.js'], 'app/*/*.test.js'],
])('There is none beside what %s', (_what, files, pattern) => {
  for (const file of files) if (!file.endsWith('package.json')) put(file)
  if (files.some((file) => file.endsWith('package.json'))) put('packages/a/package.json', '{}')
  install('jest', pattern)
  expect(find('jest')).toBeUndefined()
})

test.each([
  ['lists nothing', 'exit 0'],
  ['fails', 'echo a.test.js; exit 1'],
])('There is none where the runner %s', (_what, script) => {
  put('a.test.js')
  install('jest', '*.test.js', script)
  expect(find('jest')).toBeUndefined()
})

test('Ctrl-C while the runner lists its tests leaves none behind', () => {
  put('a.test.js')
  install('jest', '*.test.js', 'test ! -e services.test.js || { kill -INT $PPID $$; exit 1; }')
  expect(() => find('jest')).toThrow(Interruption)
  expect(existsSync(join(folder, 'services.test.js'))).toBe(false)
})

test('There is none where the runner is not installed, or has no list', () => {
  expect(find('jest', npm)).toBeUndefined()
  expect(find('node-test', npm)).toBeUndefined()
})
