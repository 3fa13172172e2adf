import { appendToMessage } from '@mirakuru/core/client'
import { SupervisorError } from '@mirakuru/core/errors'
import type { Circus } from '@jest/types'
import { shieldFrames } from './shield-frames.js'

/** Errors that tell already what was printed in a test: several tests can fail with the same one. */
const complete = new WeakSet<object>()

/**
 * Writes below the message of the first error of a test what is described beside its errors; where that error is a
 * string, or lets nothing be added, an error of its own tells it.
 */
export function addToErrors(
  test: Circus.TestEntry,
  describe: (errors: readonly unknown[]) => string,
): void {
  const text = shieldFrames(describe(test.errors.map((error) => readError(error))))
  if (text === '') return
  const first = readError(test.errors[0])
  if (first !== undefined && !complete.has(first)) {
    complete.add(first)
    if (appendToMessage(first, text)) return
  }
  const error = new Error(text.trim())
  error.stack = error.message
  test.errors.push(error)
}

/** Lets a test fail for how a process ended when it was given back. */
export function addFault(test: Circus.TestEntry, fault: Error): void {
  // With its supervisor everything is gone; a test that has failed need not be told as well.
  if (fault instanceof SupervisorError && test.errors.length > 0) return
  test.errors.push(fault)
}

/** What was thrown, where it is an error; Jest keeps it with the place of the test or hook that threw it. */
export function readError(
  entry: unknown,
): { readonly message: string; readonly stack?: string } | undefined {
  const error: unknown = [entry].flat()[0]
  if (typeof error !== 'object' || error === null) return undefined
  const { message } = error as { message?: unknown }
  return typeof message === 'string' ? (error as Error) : undefined
}
