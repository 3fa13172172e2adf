import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const api = httpExecutor(['node', '../../programs/serves.mjs', '{port}', '{name}'])

export default defineConfig({
  plugins: [mirakuru({ processes: { api } })],
  test: {
    projects: [
      'three',
      'container',
      { extends: true, test: { name: 'one', include: ['one/*.project.ts'] } },
      { extends: true, test: { name: 'two', include: ['two/*.project.ts'] } },
    ],
  },
})
