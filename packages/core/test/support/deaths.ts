import { eventually } from './deadline.js'
import { lives, lookAt, type Identity } from './processes.js'

/**
 * Less than the ten seconds of a default `stopTimeout`, which no process gets whose owner is dead. How soon they die is
 * what `pnpm bench field --how owner` measures.
 */
const patience = 8_000

/** Fails unless all these processes die. */
export async function expectDeaths(identities: readonly Identity[]): Promise<void> {
  if (identities.length === 0) throw new Error('There is no process that could die')
  await eventually(
    { what: 'the death of all processes', within: patience },
    () => identities.filter(lives).map(({ pid }) => lookAt(pid)),
    (left) => left.length === 0,
  )
}

/** Fails unless no living process has one of these pids. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  await expectDeaths(pids.map((pid) => lookAt(pid) ?? { pid, startTime: '' }))
}
