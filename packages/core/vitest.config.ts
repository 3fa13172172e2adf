import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    retry: 0,
    // Files leave nothing behind. A worker of its own for each of them takes a quarter of the time of all tests.
    isolate: false,
    // With more of them it is the load alone that makes tests miss their limits, and the whole is no sooner over.
    maxWorkers: 2,
  },
})
