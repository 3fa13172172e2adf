import { mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: process.env['PLUGIN'] === 'no' ? [] : [mirakuru()],
  test: {
    include: ['*.project.ts'],
    isolate: false,
    maxWorkers: 1,
    pool: process.env['POOL'] as 'forks',
  },
})
