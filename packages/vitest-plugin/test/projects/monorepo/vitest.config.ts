import { mirakuru, simpleExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const processes = { api: simpleExecutor('sleep 1000') }

export default defineConfig({
  plugins: process.env['WITH_BLOCK'] === undefined ? [] : [mirakuru({ processes })],
  test: { projects: ['packages/*'] },
})
