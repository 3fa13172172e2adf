import { mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [mirakuru()],
  test: { testTimeout: 60_000 }, // the first test waits for the migrations
})
