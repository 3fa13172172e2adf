import { defineConfig } from '@playwright/test'
import { httpExecutor, withProcesses } from '@mirakuru/playwright'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

const wrong: Record<string, Record<string, string>> = {
  scopes: { A: '{ofTest.url}', B: '{ofWorker.url}', C: '{dbb.url}' },
}

export default defineConfig(
  withProcesses(
    {
      db: httpExecutor(serves),
      ofTest: httpExecutor(serves, { scope: 'test' }),
      ofWorker: httpExecutor(serves, { scope: 'worker' }),
    },
    {
      workers: 2,
      env: wrong[process.env['WRONG'] ?? ''] ?? { DB_URL: '{db.url}', GONE: null },
    },
  ),
)
