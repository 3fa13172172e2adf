import { readFileSync } from 'node:fs'
import { httpExecutor, mirakuru, outputExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']
const version = readFileSync(new URL('version', import.meta.url), 'utf8')

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        steady: httpExecutor(serves),
        made: outputExecutor(['sh', '-c', 'echo "made as $$"; exec sleep 1000'], {
          banner: /made as (?<self>\d+)/,
          restartOn: 'sources/**',
        }),
        changing: httpExecutor(version === 'broken' ? 'false' : serves, {
          env: { VERSION: version, STEADY: '{steady.port}' },
        }),
      },
    }),
  ],
  test: { include: ['*.project.ts'], watchTriggerPatterns: [] },
})
