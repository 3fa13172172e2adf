import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Onlooker } from './watch.mjs'

const trial = fileURLToPath(new URL('trial.mjs', import.meta.url))
let trials = 0

/**
 * Starts and ends a server once.
 *
 * @param settings - `core`: the file that is the build's entry; `name`; `bare`; `how`: when it is ended
 * @returns what was reported on the way, what was printed, and who was left
 */
export async function runTrial(settings) {
  const mark = `BENCH_FIELD=${process.pid}-${trials++}`
  const child = fork(trial, [JSON.stringify({ ...settings, mark })], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  })
  const onlooker = new Onlooker(child.pid, mark)
  const seen = { said: '', left: [] }
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (seen.said += text))
  child.on('message', (message) => void answer({ child, onlooker, seen, message }))
  await once(child, 'close')
  onlooker.close()
  return seen
}

async function answer({ child, onlooker, seen, message }) {
  Object.assign(seen, message)
  if (message.ready !== undefined) return
  if (message.settled) seen.gone = await killOwner(child, onlooker)
  if (message.stopped !== undefined || message.failed !== undefined)
    seen.left = onlooker.look().map(({ name }) => name)
  if (child.connected) child.send('heard')
}

/** How long what an owner started outlives it, in ms. */
async function killOwner(child, onlooker) {
  onlooker.look()
  const killedAt = performance.now()
  child.kill('SIGKILL')
  const limit = 15_000
  while (performance.now() - killedAt < limit) {
    if (onlooker.look().length === 0) return Math.round(performance.now() - killedAt)
    await pause(50)
  }
  return `alive after ${limit / 1000} s: ${onlooker
    .look()
    .map(({ name }) => name)
    .join(' ')}`
}
