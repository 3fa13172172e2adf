import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers'

// Time as it is for clients, who live among tests: those may put fake timers into the global object, and fake functions
// into Node's module of timers, but what was imported from that stays (nodejs.org/api/module.html#modulesyncbuiltinesmexports).

/** Milliseconds since the process began, from a clock that never goes back. */
export function realNow(): number {
  return performance.now()
}

/** Milliseconds since 1970. */
export function realTime(): number {
  return Math.floor(performance.timeOrigin + performance.now())
}

/** Waits. */
export async function realPause(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
}
