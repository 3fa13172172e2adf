import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    globalSetup: ['test/support/prepare.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 3,
  },
})
