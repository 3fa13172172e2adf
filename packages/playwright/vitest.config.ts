import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    globalSetup: ['test/support/prepare.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What tests run are whole runners with workers of their own: two of them at once make each other late.
    maxWorkers: 1,
  },
})
