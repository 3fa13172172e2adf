import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { identify, type ProcessIdentity } from '../../src/process/index.js'
import { ProcTable } from '../../src/process/table-proc.js'
import { afterTest } from '../support/cleanup.js'
import { runScript } from '../support/script.js'

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0

async function start(): Promise<ChildProcess & ProcessIdentity> {
  const child = spawn('sleep', ['1000'])
  await once(child, 'spawn')
  afterTest(() => child.kill('SIGKILL'))
  return Object.assign(child, identify(child.pid ?? 0))
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
    // In a namespace of its own, where nobody else gets pids.
    const script = await runScript(
      `import { spawn } from 'node:child_process'
     import { once } from 'node:events'
     import { writeFileSync } from 'node:fs'
     import { setTimeout as pause } from 'node:timers/promises'
     const { ProcTable } = await import(dist + 'process/table-proc.js')
     const table = new ProcTable()
     const start = async () => {
       const child = spawn('sleep', ['1000'])
       await once(child, 'spawn')
       return child
     }
     const older = await start()
     await pause(50) // start times are counted in hundredths of a second
     const eldest = table.readState((await start()).pid)
     const walk = () => [...table.walk(eldest)].map((state) => state?.pid)
     console.log('first: ' + walk().includes(older.pid), 'second: ' + walk().includes(older.pid))
     older.kill('SIGKILL')
     await once(older, 'exit')
     writeFileSync('/proc/sys/kernel/ns_last_pid', String(older.pid - 1))
     const heir = await start()
     console.log('same pid: ' + (heir.pid === older.pid), 'seen: ' + walk().includes(heir.pid))
     process.exit()`,
      { shell: 'exec unshare --pid --fork --kill-child --mount-proc "$@"' },
    )
    await script.says(/^first: true second: false$/m)
    await script.says(/^same pid: true seen: true$/m)
    await script.ended
  },
)
