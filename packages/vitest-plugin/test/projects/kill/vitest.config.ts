import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']
const stubborn = ['node', '../../programs/stubborn.mjs', '{port}', '{name}']

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        ofRun: httpExecutor(stubborn, { stopTimeout: 300 }),
        ofSlot: httpExecutor(serves, { scope: 'worker' }),
      },
    }),
  ],
  test: {
    include: ['*.project.ts'],
    maxWorkers: 2,
    testTimeout: 0,
    pool: process.env['POOL'] as 'forks',
  },
})
