import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { watchDescriptors } from '../../src/process/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually } from '../support/deadline.js'

/** Opens something for each line that it reads, and says so. */
const opener = `
  const { openSync } = require('node:fs')
  process.stdin.on('data', () => { openSync('/dev/null'); process.stdout.write('opened') })
  process.stdout.write('ready')`

async function start(command: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  afterTest(
    () =>
      (child.exitCode ?? child.signalCode) === null && process.kill(-(child.pid ?? 0), 'SIGKILL'),
  )
  expect(String((await once(child.stdout, 'data'))[0])).toBe('ready')
  return child
}

async function watch(pid: number): Promise<{ changes: number; ends: number }> {
  const seen = { changes: 0, ends: 0 }
  const callbacks = { onChange: () => seen.changes++, onEnd: () => seen.ends++ }
  afterTest(watchDescriptors(pid, callbacks) ?? expect.fail('nothing is watched'))
  // Node opens a few things more when its program has begun.
  let [before, looks] = [-1, 0]
  await eventually(
    { what: 'no more changes' },
    () => seen.changes,
    (changes) => {
      looks = changes === before ? looks + 1 : 0
      before = changes
      return looks > 20
    },
  )
  return seen
}

const untilChange = (seen: { changes: number }, before: number) =>
  eventually(
    { what: 'a change' },
    () => seen.changes,
    (changes) => changes > before,
  )

test.runIf(process.platform === 'linux')('tells that a process opens something', async () => {
  const child = await start(process.execPath, '-e', opener)
  const seen = await watch(child.pid ?? 0)
  for (let time = 0; time < 3; time++) {
    const before = seen.changes
    child.stdin?.write('open')
    await untilChange(seen, before)
  }
})

test.runIf(process.platform === 'linux')('tells that a grandchild opens something', async () => {
  const script = 'sh -c \'"$@"; exit\' sh "$@"; exit'
  const child = await start('sh', '-c', script, 'sh', process.execPath, '-e', opener)
  const seen = await watch(child.pid ?? 0)
  const before = seen.changes
  child.stdin?.write('open')
  await untilChange(seen, before)
})

test.runIf(process.platform === 'linux')('tells that the process has ended, once', async () => {
  const child = await start(process.execPath, '-e', opener)
  const seen = await watch(child.pid ?? 0)
  child.kill('SIGKILL')
  await eventually(
    { what: 'its end' },
    () => seen.ends,
    (ends) => ends > 0,
  )
  expect(seen.ends).toBe(1)
})

test('watches nothing that does not exist', () => {
  const callbacks = { onChange: () => undefined, onEnd: () => undefined }
  expect(watchDescriptors(2 ** 22 + 1, callbacks)).toBeUndefined()
})
