import { readFileSync } from 'node:fs'
import { httpExecutor } from '@mirakuru/vitest-plugin'
import { describe, test as base } from 'vitest'
import { program } from '../note.js'

const test = base.extend({
  api: httpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'api' }),
})

describe('a supervisor that is killed', () => {
  test('while a test runs', async ({ api }) => {
    process.kill(findParent(Number(api.pid)), 'SIGKILL')
    await api.running()
    await new Promise(() => undefined)
  })
  test('before the tests that follow', async ({ api }) => {
    await fetch(api.url)
  })
})

function findParent(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
