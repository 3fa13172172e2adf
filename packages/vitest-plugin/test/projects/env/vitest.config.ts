import { httpExecutor, mirakuru, simpleExecutor, tcpExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

/** What is wrong in some runs. */
const wrong: Record<string, Record<string, string | null>> = {
  fails: { DB_URL: '{db.url}', BROKEN: '{broken.name}', AS_WELL: 'x-{broken.name}' },
  misspelt: { DB_URL: '{bd.url}', DB_PORT: '{db.prot}', PORT: '{port}' },
  ofTest: { DB_URL: '{ofTest.url}' },
}

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        db: httpExecutor(serves),
        slot: tcpExecutor(serves, { scope: 'worker' }),
        ofFile: httpExecutor(serves, { scope: 'file' }),
        ofTest: httpExecutor(serves, { scope: 'test' }),
        broken: simpleExecutor(['node', '-e', 'process.exit(3)'], { scope: 'file', oneShot: true }),
      },
      env: wrong[process.env['ENV'] ?? ''] ?? {
        DB_URL: '{db.url}',
        SLOT: '{slot.host}:{slot.port}',
        FILE_URL: '{ofFile.url}',
        LITERAL: '{{db.port}} {ofFile.name}',
        BEFORE: 'during',
        GONE: null,
      },
    }),
  ],
  test: {
    include: ['*.project.ts'],
    setupFiles: ['set-up.ts', 'another-set-up.ts'],
    maxWorkers: 1,
    pool: process.env['POOL'] as 'forks',
    isolate: process.env['ISOLATE'] !== 'no',
    environment: process.env['ENVIRONMENT'] ?? 'node',
  },
})
