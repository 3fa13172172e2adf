import { expect, test } from 'vitest'
import { eventually } from '../support/deadline.js'
import { lives, lookAt } from '../support/processes.js'
import type { Script } from '../support/script.js'
import { makeCycles, makeRandom } from './cycles.js'
import { DoomedRun } from './doomed-run.js'
import { ends } from './ends.js'

const cycles = 200
const seed = Number(process.env['MIRAKURU_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** The lines that a script prints, as they come. */
async function* readLines(script: Script): AsyncGenerator<string> {
  for (let position = 0; ;) {
    const from = position
    const findEnd = (): number => script.output().indexOf('\n', from)
    const end = await eventually({ what: 'another line' }, findEnd, (found) => found !== -1)
    yield script.output().slice(from, end)
    position = end + 1
  }
}

/** Kills a process of the run that a line has named, if it lives still. */
function kill(pid: number): void {
  const seen = lookAt(pid)
  if (seen !== undefined && lives(seen)) process.kill(pid, 'SIGKILL')
}

interface Casualties {
  workers: number
  servers: number
}

/** Kills workers at the beginning of a turn or while they hold something, and what they hold. */
async function killAtRandom(script: Script, random: () => number): Promise<Casualties> {
  const killed = { workers: 0, servers: 0 }
  for await (const line of readLines(script)) {
    const [what, ...words] = line.split(' ')
    const [, worker = NaN, , server = NaN] = words.map(Number)
    if (what === 'turns' && Number(words[0]) >= cycles) break
    const chance = what === 'turn' || what === 'holds' ? random() : 1
    if (chance < 0.04) {
      killed.workers++
      kill(worker)
    } else if (what === 'holds' && chance < 0.12) {
      killed.servers++
      kill(server)
    }
  }
  return killed
}

test(`${cycles} cycles of acquiring and releasing under random kills leave nothing, and nobody is given a stranger's port`, async () => {
  const random = makeRandom(seed)
  const run = await DoomedRun.start(makeCycles(seed))
  try {
    const killed = await killAtRandom(run.script, random)
    run.note()
    const kinds = [ends.killOfRunner, ends.killOfSupervisor, ends.killOfBoth]
    const end = kinds[Math.floor(random() * kinds.length)]
    await end?.bringAbout(run)
    await end?.expectNothing(run)
    expect(run.script.output()).not.toMatch(/^(?:fault|stranger) /m)
    expect(killed.workers).toBeGreaterThan(0)
    expect(killed.servers).toBeGreaterThan(0)
  } catch (error) {
    const last = run.script.output().split('\n').slice(-40).join('\n')
    const message = `With MIRAKURU_SEED=${seed}: ${(error as Error).message}\n${last}`
    throw new Error(message, { cause: error })
  }
}, 180_000)
