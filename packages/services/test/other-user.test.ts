import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { isMissing, table } from './support/table.js'

const program = fileURLToPath(new URL('programs/start-all.mjs', import.meta.url))
const nobody = 65_534

test.skipIf(process.getuid?.() !== 0)('Services run for other users than root', () => {
  const names = Object.entries(table).filter(([, row]) => row.isSlow !== true && !isMissing(row))
  const folder = mkdtempSync(join(tmpdir(), 'nobody-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  chmodSync(folder, 0o777)
  const wanted = names.map(([name]) => name)
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...wanted], {
    cwd: folder,
    uid: nobody,
    gid: nobody,
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout.trim().split('\n')).toEqual(wanted)
})
