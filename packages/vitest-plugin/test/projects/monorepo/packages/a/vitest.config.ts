import { mirakuru, simpleExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const processes = { own: simpleExecutor('sleep 1000') }

export default defineConfig({
  plugins: process.env['OWN'] === undefined ? [] : [mirakuru({ processes })],
  test: { include: ['*.project.ts'] },
})
