import { httpExecutor, mirakuru, tcpExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}']
const blocks = {
  sound: {
    api: httpExecutor(serves),
    broken: httpExecutor(['sh', '-c', 'echo no database; exit 3'], { scope: 'file' }),
    web: httpExecutor(serves, { scope: 'file', env: { DB: '{broken.port}' } }),
  },
  broken: {
    api: httpExecutor(['sh', '-c', 'echo no database; exit 3']),
  },
  invalid: {
    db: tcpExecutor(serves, { scope: 'file' }),
    api: httpExecutor(serves, { env: { DB: '{dbb.port}', NAME: '{db.prot}' } }),
    one: httpExecutor(serves, { env: { TWO: '{two.port}' } }),
    two: httpExecutor(serves, { env: { ONE: '{one.port}' } }),
    three: httpExecutor(serves, { env: { DB: '{db.port}' } }),
  },
}
const { BLOCK = 'sound' } = process.env

export default defineConfig({
  plugins: [mirakuru({ processes: blocks[BLOCK as keyof typeof blocks] })],
  test: { include: ['*.project.ts'], maxConcurrency: 8, testTimeout: 20_000 },
})
