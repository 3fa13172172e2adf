import { httpExecutor, mirakuru, tcpExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        db: tcpExecutor(serves),
        api: httpExecutor(serves, { env: { DB: '{db.host}:{db.port}' } }),
        slot: httpExecutor(serves, { scope: 'worker', env: { SLOT: '{worker}' } }),
        ofFile: httpExecutor(serves, { scope: 'file', env: { DB: '{db.port}' } }),
        ofTest: httpExecutor(serves, { scope: 'test', env: { FILE_PORT: '{ofFile.port}' } }),
      },
    }),
  ],
  test: {
    include: ['*.project.ts'],
    maxWorkers: 2,
    pool: process.env['POOL'] as 'forks',
    isolate: process.env['ISOLATE'] !== 'no',
  },
})
