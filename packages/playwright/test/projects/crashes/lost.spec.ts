import { readFileSync } from 'node:fs'
import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { program } from '../note.js'

const test = base.extend(
  processes({
    api: httpExecutor(['node', program('serves.mjs'), '{port}']),
    shared: httpExecutor(['node', program('serves.mjs'), '{port}'], { scope: 'worker' }),
  }),
)

/** Field 4 of /proc/<pid>/stat, proc(5). */
function killParent(pid: number | undefined): void {
  const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  process.kill(Number(parent), 'SIGKILL')
}

test('loses its processes', async ({ api, shared }) => {
  killParent(api.pid)
  await new Promise(() => shared)
})

test('finds none', () => undefined)
