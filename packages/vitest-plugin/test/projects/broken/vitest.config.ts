import { httpExecutor, mirakuru } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']
const blocks = {
  exits: {
    api: httpExecutor(serves),
    broken: httpExecutor(['sh', '-c', 'echo no database; exit 3']),
  },
  invalid: {
    api: httpExecutor(serves, { env: { DB: '{dbb.port}', X: '{db.prot}' } }),
    db: httpExecutor(serves, { scope: 'file' }),
    one: httpExecutor(serves, { env: { TWO: '{two.port}' } }),
    two: httpExecutor(serves, { env: { ONE: '{one.port}' } }),
    three: httpExecutor(serves, { env: { DB: '{db.port}' } }),
  },
  crashes: { api: httpExecutor(serves) },
  ignored: {
    db: httpExecutor(serves, { scope: 'test' }),
    careless: httpExecutor(serves, {
      scope: 'test',
      onCrash: 'ignore',
      env: { DB: '{db.url}' },
    }),
  },
}

const { BLOCK, OPTIONS = '{}' } = process.env

export default defineConfig({
  plugins: [
    mirakuru({
      processes: blocks[BLOCK as keyof typeof blocks],
      ...(JSON.parse(OPTIONS) as object),
    }),
  ],
  test: { include: ['*.project.ts'] },
})
