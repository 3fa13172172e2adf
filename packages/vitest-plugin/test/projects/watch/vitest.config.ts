import { readFileSync } from 'node:fs'
import { httpExecutor, mirakuru, outputExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const serves = ['node', '../../programs/serves.mjs', '{port}', '{name}']
/** Works as soon as there is a file. */
const unready = ['sh', '-c', 'test -e works && exec "$@"', 'sh', ...serves]
const commands: Readonly<Record<string, string[]>> = { broken: ['false'], unready }
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
        changing: httpExecutor(commands[version] ?? serves, {
          env: { VERSION: version, STEADY: '{steady.port}' },
        }),
      },
    }),
  ],
  test: { include: ['*.project.ts'], watchTriggerPatterns: [] },
})
