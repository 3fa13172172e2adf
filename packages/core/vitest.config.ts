import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    // Files leave nothing behind. A worker of its own for each of them takes a quarter of the time of all tests.
    isolate: false,
    // They wait for processes most of the time: two of them leave a third of two cores unused.
    maxWorkers: 3,
  },
})
