import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** How long it takes until all of them have had a turn. Milliseconds. */
const warmUp = 1_000

/**
 * Keeps the machine busy with so many processes that do nothing else, and end with this one, while a function runs. Who measures goes before
 * them, where it may.
 */
export async function underLoad(processes, run) {
  const busy = Array.from({ length: processes }, () =>
    spawn('/bin/sh', ['-c', 'while kill -0 $PPID; do :; done'], { stdio: 'ignore' }),
  )
  if (processes > 0) await pause(warmUp)
  const mayHurry = hurry(-10)
  try {
    return await run()
  } finally {
    if (mayHurry) hurry(0)
    const ended = busy.map((each) => once(each, 'exit'))
    for (const each of busy) each.kill('SIGKILL')
    await Promise.all(ended)
  }
}

function hurry(priority) {
  try {
    setPriority(priority)
    return true
  } catch {
    return false
  }
}
