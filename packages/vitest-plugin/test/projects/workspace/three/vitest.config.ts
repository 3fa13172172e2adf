import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const own = httpExecutor(['node', '../../../programs/serves.mjs', '{port}', '{name}'])

export default defineConfig({
  plugins: [mirakuru({ processes: { own } })],
  test: { name: 'three', include: ['*.project.ts'] },
})
