import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const project = join(import.meta.dirname, '../projects/postgres')
const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

/** Runs test files of the project; resolves with its output, and the names of the databases that were migrated. */
async function runVitest(...files: string[]): Promise<{ output: string; migrated: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const migrations = join(folder, 'migrations')
  const { stdout, stderr } = await run(process.execPath, [vitest, 'run', '--no-color', ...files], {
    cwd: project,
    env: { ...process.env, MIGRATIONS: migrations },
  })
  const lines = (await readFile(migrations, 'utf8').catch(() => '')).trim()
  return { output: stdout + stderr, migrated: lines === '' ? [] : lines.split('\n') }
}

test('files, workers and tests have databases of their own, of one template', async () => {
  const { output, migrated } = await runVitest('fixture', 'worker')
  expect(output).toContain('9 passed')
  expect(migrated).toHaveLength(1)
})
