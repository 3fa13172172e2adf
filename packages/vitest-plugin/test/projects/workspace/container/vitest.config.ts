import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const contained = httpExecutor(['node', '../../../programs/serves.mjs', '{port}', '{name}'])
const include = ['inner/*.project.ts']

export default defineConfig({
  plugins: [mirakuru({ processes: { contained } })],
  // Vitest 4 takes it for a project itself.
  test: { include, projects: [{ test: { name: 'inner', include } }] },
})
