import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const { ISOLATE, PLUGIN } = process.env
const serves = ['node', '../../programs/serves.mjs', '{port}', 'api']

export default defineConfig({
  plugins: PLUGIN === 'no' ? [] : [mirakuru({ processes: { api: httpExecutor(serves) } })],
  test: {
    include: ['*.project.ts'],
    maxWorkers: 1,
    isolate: ISOLATE !== 'no',
    testTimeout: 60_000,
  },
})
