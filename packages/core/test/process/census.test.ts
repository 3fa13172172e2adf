import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { identify, type ProcessIdentity } from '../../src/process/index.js'
import { ProcTable } from '../../src/process/table-proc.js'
import { afterTest } from '../support/cleanup.js'

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0

async function start(): Promise<ChildProcess & ProcessIdentity> {
  const child = spawn('sleep', ['1000'])
  await once(child, 'spawn')
  afterTest(() => child.kill('SIGKILL'))
  return Object.assign(child, identify(child.pid ?? 0))
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function listPids(table: ProcTable, eldest: ProcessIdentity): number[] {
  return [...table.walk(eldest)].flatMap((state) => state?.pid ?? [])
}

/** Start times are counted in hundredths of a second. */
async function startLater(): Promise<ChildProcess & ProcessIdentity> {
  const before = await start()
  return vi.waitUntil(
    async () => {
      const child = await start()
      return child.startTime === before.startTime ? undefined : child
    },
    { interval: 10 },
  )
}

test.runIf(process.platform === 'linux')('A second walk reads no older process again', async () => {
  const table = new ProcTable()
  const older = await start()
  const eldest = await startLater()
  expect(listPids(table, eldest)).toContain(older.pid)
  const pids = listPids(table, eldest)
  expect(pids).toContain(eldest.pid)
  expect(pids).not.toContain(older.pid)
  const younger = await start()
  expect(listPids(table, eldest)).toContain(younger.pid)
  expect(listPids(table, older)).toContain(eldest.pid)
})

test.runIf(isRootOnLinux)(
  'A walk reads a pid again that was given to another process',
  async () => {
    const table = new ProcTable()
    const older = await start()
    const eldest = await startLater()
    listPids(table, eldest)
    await end(older)
    let heir = await start()
    // Others may get it first; those of them that have ended leave it again.
    while (heir.pid !== older.pid) {
      const isFree = !readdirSync('/proc').includes(String(older.pid))
      if (isFree) writeFileSync('/proc/sys/kernel/ns_last_pid', String(older.pid - 1))
      heir = await start()
    }
    expect(listPids(table, eldest)).toContain(heir.pid)
  },
)
