import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}']

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        db: httpExecutor(serves, { keep: true }),
        api: httpExecutor(serves, { env: { DB: '{db.url}' } }),
      },
    }),
  ],
  test: { include: ['*.project.ts'] },
})
