import { mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'
import { processes } from './processes.js'

export default defineConfig({
  plugins: [mirakuru({ processes })],
  test: { include: ['vitest/*.test.js'] },
})
