import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { expectNoKeeper, stopKept } from '../../../core/test/support/keepers.js'

const run = promisify(execFile)
const project = join(import.meta.dirname, '../projects/postgres')
const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
/** What the migrations of the project read. */
const input = join(project, 'kinds.txt')
const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
/** The names of the databases that were migrated, one a line. */
const migrations = join(folder, 'migrations')

beforeEach(() => {
  writeFileSync(input, '')
  writeFileSync(migrations, '')
})

afterAll(() => {
  rmSync(input)
  rmSync(folder, { recursive: true })
})

/** Runs test files of the project; resolves with its output, and how many databases have been migrated. */
async function runVitest(...files: string[]): Promise<{ output: string; migrated: number }> {
  const { stdout } = await run(process.execPath, [vitest, 'run', '--no-color', ...files], {
    cwd: project,
    env: { ...process.env, CI: '', MIGRATIONS: migrations },
  })
  return { output: stdout, migrated: (await readFile(migrations, 'utf8')).split('\n').length - 1 }
}

test('files, workers and tests have databases of their own, of one template', async () => {
  const { output, migrated } = await runVitest('fixture', 'worker')
  expect(output).toContain('9 passed')
  expect(migrated).toBe(1)
})

test('a template is kept for the next run, until its inputs change', async () => {
  onTestFinished(async () => {
    await stopKept(project)
    await expectNoKeeper(project)
  })
  expect((await runVitest('kept')).migrated).toBe(1)
  expect((await runVitest('kept')).migrated).toBe(1)
  writeFileSync(input, 'changed')
  expect((await runVitest('kept')).migrated).toBe(2)
})
