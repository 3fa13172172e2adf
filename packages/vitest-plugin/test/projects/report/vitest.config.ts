import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const api = httpExecutor(['node', '../../programs/serves.mjs', '{port}', '{name}'])

export default defineConfig({
  plugins: [mirakuru({ report: true, processes: { api } })],
  test: { include: ['*.project.ts'] },
})
