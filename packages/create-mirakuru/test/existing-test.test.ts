import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findExistingTest } from '../src/existing-test.js'
import { findPackageManager } from '../src/package-manager.js'
import { Project } from '../src/project.js'
import { findRunner, type RunnerName } from '../src/runners/index.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-mirakuru-'))
  put('package.json', '{ "devDependencies": { "jest": "30", "vitest": "4" } }')
})

afterEach(() => rmSync(folder, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** A runner that answers with a script of the shell. */
function install(runner: string, script: string): void {
  const program = `node_modules/.bin/${runner}`
  put(program, `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, program), 0o755)
}

function find(runner: RunnerName): ReturnType<typeof findExistingTest> {
  return findExistingTest(new Project(folder), findRunner(runner), findPackageManager(undefined))
}

test('The test nearest to the root is the example, by the list of the runner', () => {
  put('src/b.spec.ts', 'b')
  put('src/a.spec.ts', 'a')
  install(
    'jest',
    'test "$*" = --listTests && printf "%s\\n" "note" "$PWD/src/deep/c.spec.ts" "$PWD/src/b.spec.ts" "$PWD/src/a.spec.ts"',
  )
  expect(find('jest')).toEqual({ path: join('src', 'a.spec.ts'), text: 'a' })
})

test('Paths may begin at the project, after the name of one of several', () => {
  put('a.test.ts', 'a')
  install('vitest', 'test "$*" = "list --filesOnly" && echo "[unit] a.test.ts" && echo gone.ts')
  expect(find('vitest')).toEqual({ path: 'a.test.ts', text: 'a' })
})

test.each([
  ['lists nothing', 'exit 0'],
  ['fails', 'echo a.test.js; exit 1'],
])('There is no example where the runner %s', (_what, script) => {
  install('jest', script)
  expect(find('jest')).toBeUndefined()
})

test('A runner that is not installed is not installed for it', () => {
  expect(find('jest')).toBeUndefined()
})

test('The runner of Node has no list', () => {
  expect(find('node-test')).toBeUndefined()
})
