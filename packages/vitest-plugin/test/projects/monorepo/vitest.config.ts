import { mirakuru, simpleExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const blocks = {
  none: [],
  empty: [mirakuru({ processes: {}, env: {}, silent: true })],
  some: [mirakuru({ processes: { api: simpleExecutor('sleep 1000') } })],
}

export default defineConfig({
  plugins: blocks[(process.env['BLOCK'] ?? 'none') as keyof typeof blocks],
  test: { projects: ['packages/*'] },
})
