import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'
import type * as Situations from '../../../../core/test/programs/situations.cjs'

const serves = ['node', '../../programs/serves.mjs', '{port}']
const program = fileURLToPath(new URL('../../programs/situations.cjs', import.meta.url))
const { blocks: shared } = createRequire(import.meta.url)(program) as typeof Situations
const blocks = {
  sound: {
    api: httpExecutor(serves),
    broken: httpExecutor(['sh', '-c', 'echo no database; exit 3'], { scope: 'file' }),
    web: httpExecutor(serves, { scope: 'file', env: { DB: '{broken.port}' } }),
  },
  broken: shared.broken,
  invalid: shared.invalid,
}
const { BLOCK = 'sound' } = process.env

export default defineConfig({
  plugins: [mirakuru({ processes: blocks[BLOCK as keyof typeof blocks] })],
  test: { include: ['*.project.ts'], maxConcurrency: 8, testTimeout: 20_000 },
})
