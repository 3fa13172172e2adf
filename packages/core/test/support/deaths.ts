import { eventually } from './deadline.js'
import { lives, lookAt, type Identity } from './processes.js'

const patience = 3_000

/** Fails unless all these processes die within three seconds. */
export async function expectDeaths(identities: readonly Identity[]): Promise<void> {
  if (identities.length === 0) throw new Error('There is no process that could die')
  await eventually(
    { what: 'the death of all processes', within: patience },
    () => identities.filter(lives).map(({ pid }) => lookAt(pid)),
    (left) => left.length === 0,
  )
}

/** Fails unless no living process has one of these pids within three seconds. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  await expectDeaths(pids.map((pid) => lookAt(pid) ?? { pid, startTime: '' }))
}
