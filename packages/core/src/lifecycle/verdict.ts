import { constants } from 'node:os'
import type { ExpectedExit } from '../declaration/index.js'
import { ProcessFinishedWithError } from '../errors/index.js'
import type { Exit } from '../process/index.js'
import { findOrdinaryExits } from './ordinary-exits.js'

/** What a stop requested. */
export interface Asked {
  readonly stopSignal: NodeJS.Signals | undefined
  /** `undefined` if it is not set. */
  readonly expectedExitCode: readonly ExpectedExit[] | undefined
  /** The command line of the program. */
  readonly args: readonly string[]
}

/**
 * Whether an exit is as requested: forced, code 0, the stop signal itself, 128 + its number, as shells and Node report
 * it, or an expected exit; by default the usual one of programs that are known to exit in another way.
 */
export function wasAskedFor(exit: Exit, { stopSignal, expectedExitCode, args }: Asked): boolean {
  if (exit.forced || exit.code === 0) return true
  if (stopSignal === undefined) return false
  const expected = expectedExitCode ?? findOrdinaryExits(args)
  return (
    exit.signal === stopSignal ||
    exit.code === 128 + constants.signals[stopSignal] ||
    [exit.code, exit.signal].some((end) => end !== null && expected.includes(end))
  )
}

/** Signals with which the system, or the program itself, reports a crash. */
const signalsOfCrashes = [
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGKILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
] as const

/** What runtimes print when a program ends because of an error that it did not handle. */
const lastWords = [
  /^\s+at .+:\d+:\d+\)?$/m, // a stack of V8
  /^Traceback \(most recent call last\):/m, // Python
  /^(?:panic|fatal error): /m, // Go
  /\bpanicked at /, // Rust
  /^Exception in thread /m, // Java
  /^\s*from .+:\d+:in /m, // Ruby
  /\bPHP Fatal error: /,
  /\bSegmentation fault\b|\b(?:Address|Thread|Memory|Leak)Sanitizer\b/,
]

/**
 * Whether a process that was stopped has crashed. Many programs have their own status for a requested stop, so the
 * status alone says little.
 *
 * @param printed - what it has printed since the stop signal
 */
export function tellsOfLoss(
  { code, signal }: Pick<Exit, 'code' | 'signal'>,
  printed: string,
): boolean {
  const isCrash = signalsOfCrashes.some(
    (name) => signal === name || code === 128 + constants.signals[name],
  )
  return isCrash || lastWords.some((pattern) => pattern.test(printed))
}

/** For callers that need to know only that a process has ended: ignores how. */
export function dropVerdict(error: unknown): void {
  if (!(error instanceof ProcessFinishedWithError)) throw error
}
