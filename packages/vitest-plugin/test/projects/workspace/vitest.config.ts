import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const api = httpExecutor(['node', '../../programs/serves.mjs', '{port}', '{name}'])
const inline = httpExecutor(['node', '../../../programs/serves.mjs', '{port}', '{name}'])

export default defineConfig({
  plugins: [mirakuru({ processes: { api } })],
  test: {
    projects: [
      'three',
      'container',
      { extends: true, root: 'one', test: { name: 'one', include: ['*.project.ts'] } },
      { extends: true, test: { name: 'two', include: ['two/*.project.ts'] } },
      {
        extends: true,
        root: 'four',
        plugins: [mirakuru({ processes: { inline } })],
        test: { name: 'four', include: ['*.project.ts'] },
      },
    ],
  },
})
