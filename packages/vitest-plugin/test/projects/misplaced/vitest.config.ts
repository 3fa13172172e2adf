// The entry for tests, where that for configurations belongs.
import { simpleExecutor } from '@mirakuru/vitest-plugin'
import { mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // @ts-expect-error: what is declared there is a fixture
  plugins: [mirakuru({ processes: { sleeper: simpleExecutor('sleep 1000') } })],
})
