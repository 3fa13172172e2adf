import { constants } from 'node:os'
import type { ExpectedExit } from '../declaration/index.js'
import { ProcessFinishedWithError } from '../errors/index.js'
import type { Exit } from '../process/index.js'
import { findOrdinaryExits } from './ordinary-exits.js'

/** What a stop had asked for. */
export interface Asked {
  readonly stopSignal: NodeJS.Signals | undefined
  /** `undefined` when nobody has said what to expect. */
  readonly expectedExitCode: readonly ExpectedExit[] | undefined
  /** The command line of the program. */
  readonly args: readonly string[]
}

/**
 * Whether an exit is what was asked for: killed by force, code 0, the stop signal itself, 128 + its number, as shells
 * and Node report it, or an end that was expected: of those programs that are known to answer in another way, what they
 * answer.
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

/** Signals by which the system, or the program itself, says that it went wrong. */
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

/** What runtimes print when a program ends for a fault that it did not handle. */
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
 * Whether the status of a process that ended when it was stopped says that something was lost. Many programs have a
 * status of their own for a stop that was asked for, so that the status alone says little.
 *
 * @param printed - what it printed since it was told to stop
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

/** For those who do not care how a process ended, but whether it did. */
export function dropVerdict(error: unknown): void {
  if (!(error instanceof ProcessFinishedWithError)) throw error
}
