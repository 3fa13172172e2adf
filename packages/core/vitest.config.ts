import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    retry: 0,
    // Most tests wait for other processes, so more workers than cores shorten the whole.
    maxWorkers: 4,
  },
})
