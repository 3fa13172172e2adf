import { constants } from 'node:os'
import { inspect } from 'node:util'
import type { ExpectedExit, ParsedOptions } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'

/** How a stop is carried out, where that differs from the executor's options. */
export interface StopOptions {
  readonly signal?: NodeJS.Signals | undefined
  readonly expectedExitCode?: ExpectedExit | readonly ExpectedExit[] | undefined
}

/** How a kill is carried out, where that differs from the executor's options. */
export interface KillOptions {
  readonly signal?: NodeJS.Signals | undefined
  readonly wait?: boolean | undefined
}

/** How a process is ended. */
export interface Takedown {
  /** `undefined` kills at once, and then no exit is an error. */
  readonly stopSignal: NodeJS.Signals | undefined
  readonly killSignal: NodeJS.Signals
  readonly stopTarget: 'group' | 'leader'
  /** `undefined` if it is not set. */
  readonly expectedExitCode: readonly ExpectedExit[] | undefined
  /** Whether ports and folder are kept for the start that follows. */
  readonly keepsAllocation: boolean
}

/** @throws {@link ExecutorError} when the given signal does not exist */
export function planStop(
  options: ParsedOptions,
  { signal, expectedExitCode }: StopOptions = {},
): Takedown {
  return {
    stopSignal: checkSignal(options, signal) ?? options.stopSignal,
    killSignal: options.killSignal,
    stopTarget: options.stopTarget,
    expectedExitCode:
      expectedExitCode === undefined ? options.expectedExitCode : [expectedExitCode].flat(),
    keepsAllocation: false,
  }
}

/** @throws {@link ExecutorError} when the given signal does not exist */
export function planKill(options: ParsedOptions, { signal }: KillOptions): Takedown {
  const killSignal = checkSignal(options, signal) ?? options.killSignal
  return { ...planStop(options), stopSignal: undefined, killSignal }
}

function checkSignal(
  { name }: ParsedOptions,
  signal: NodeJS.Signals | undefined,
): NodeJS.Signals | undefined {
  if (signal === undefined || signal in constants.signals) return signal
  throw new ExecutorError(`Cannot signal "${name}": ${inspect(signal)} is not the name of a signal`)
}
