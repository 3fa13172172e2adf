import { postgres } from '@mirakuru/services'
import { mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const migrate = { command: 'node migrate.mjs', inputs: ['migrate.mjs', 'kinds.txt'] }

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        db: postgres({ scope: 'worker', migrate, reset: true }),
        kept: postgres({ name: 'kept', scope: 'file', migrate, keep: 60_000 }),
      },
    }),
  ],
  test: { include: ['*.project.ts'], maxWorkers: 2, testTimeout: 60_000 },
})
