import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { underLoad } from './load.mjs'
import { Onlooker } from './watch.mjs'

const trial = fileURLToPath(new URL('trial.mjs', import.meta.url))
let trials = 0

/**
 * Starts and ends a server once.
 *
 * @param settings - `core`: the file that is the build's entry; `name`; `bare`; `how`: when it is ended; `load`: how many
 *   processes keep the machine busy when its owner is killed
 * @returns what was reported on the way, what was printed, and who was left
 */
export async function runTrial({ load = 0, ...settings }) {
  const mark = `BENCH_FIELD=${process.pid}-${trials++}`
  const child = fork(trial, [JSON.stringify({ ...settings, mark })], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  })
  const onlooker = new Onlooker(child.pid, mark)
  const seen = { said: '', left: [] }
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (seen.said += text))
  const answers = []
  child.on('message', (message) => answers.push(answer({ child, onlooker, seen, message, load })))
  await once(child, 'close')
  await Promise.all(answers)
  onlooker.close()
  return seen
}

async function answer({ child, onlooker, seen, message, load }) {
  Object.assign(seen, message)
  if (message.ready !== undefined) return
  if (message.settled) {
    Object.assign(seen, await underLoad(load, () => killOwner(child, onlooker)))
    return
  }
  if (message.stopped !== undefined || message.failed !== undefined)
    seen.left = onlooker.look().map(({ name }) => name)
  if (child.connected) child.send('heard')
}

/**
 * How long what an owner started outlives its SIGKILL, and the end of it, in ms: a process with many threads on a busy
 * machine needs time to die, and nobody can know before it has.
 */
async function killOwner(child, onlooker) {
  onlooker.look()
  const killedAt = performance.now()
  let endedAt = Infinity
  child.once('exit', () => (endedAt = performance.now()))
  child.kill('SIGKILL')
  const limit = 15_000
  while (performance.now() - killedAt < limit) {
    // A thorough look is dear, and takes the machine from those that are looked at.
    const at = performance.now()
    if (!onlooker.seesAnybody() && onlooker.look().length === 0)
      return { gone: Math.round(at - killedAt), late: Math.max(0, Math.round(at - endedAt)) }
    await pause(5)
  }
  const left = onlooker.look().map(({ name }) => name)
  return { gone: `alive after ${limit / 1000} s: ${left.join(' ')}`, late: Infinity }
}
