import { constants } from 'node:os'
import { ProcessFinishedWithError } from '../errors/index.js'
import type { Exit } from '../process/index.js'

/** What a stop had asked for. */
export interface Asked {
  readonly stopSignal: NodeJS.Signals | undefined
  readonly expectedExitCode: number | undefined
}

/**
 * Whether an exit is what was asked for: killed by force, code 0, the stop signal itself, 128 + its number, as shells
 * and Node report it, or the code that was expected.
 */
export function wasAskedFor(exit: Exit, { stopSignal, expectedExitCode }: Asked): boolean {
  if (exit.forced || exit.code === 0) return true
  if (stopSignal === undefined) return false
  return (
    exit.signal === stopSignal ||
    exit.code === 128 + constants.signals[stopSignal] ||
    (exit.code !== null && exit.code === expectedExitCode)
  )
}

/** For those who do not care how a process ended, but whether it did. */
export function dropVerdict(error: unknown): void {
  if (!(error instanceof ProcessFinishedWithError)) throw error
}
