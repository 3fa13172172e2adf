import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printTable } from './statistics.mjs'

const crashes = 20
const packages = fileURLToPath(new URL('../../packages', import.meta.url))
const program = fileURLToPath(new URL('exits.mjs', import.meta.url))

const test = `import { httpExecutor } from '@mirakuru/vitest-plugin'
import { afterEach, test as base } from 'vitest'
import { appendFileSync, readFileSync } from 'node:fs'
const test = base.extend({
  api: httpExecutor(['node', ${JSON.stringify(program)}, '{port}', process.env.EXITED]),
})
afterEach(() => {
  const now = process.hrtime.bigint()
  appendFileSync(process.env.LAGS, Number(now - BigInt(readFileSync(process.env.EXITED, 'utf8'))) / 1e6 + '\\n')
})
for (let crash = 0; crash <= ${crashes}; crash++)
  test('crash ' + crash, async ({ api }) => {
    fetch(new URL('/exit', api.url)).catch(() => undefined)
    await new Promise(() => undefined)
  })
`

/** From the moment a process exits to the moment the body of its test, which waits for ever, is over. */
export function measureCrash() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const modules = join(folder, 'node_modules')
    const plugin = join(modules, '@mirakuru/vitest-plugin')
    mkdirSync(plugin, { recursive: true })
    for (const name of ['dist', 'package.json'])
      cpSync(join(packages, 'vitest-plugin', name), join(plugin, name), { recursive: true })
    symlinkSync(join(packages, 'core'), join(modules, '@mirakuru/core'))
    const vitest = realpathSync(join(packages, 'vitest-plugin/node_modules/vitest'))
    symlinkSync(vitest, join(modules, 'vitest'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'crash.test.mjs'), test)
    printTable('From the exit of a process to the end of its test in Vitest (ms)', {
      'crash in the body': readLags(folder),
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readLags(folder) {
  const lags = join(folder, 'lags')
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'],
    {
      cwd: folder,
      env: { ...process.env, LAGS: lags, EXITED: join(folder, 'exited') },
      encoding: 'utf8',
    },
  )
  const samples = readFileSync(lags, 'utf8').trim().split('\n').map(Number)
  if (samples.length !== crashes + 1) throw new Error(stdout + stderr)
  return samples.slice(1) // the first one loads what the others find loaded
}
