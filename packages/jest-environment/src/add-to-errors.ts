import { appendToMessage } from '@mirakuru/core/client'
import type { Circus } from '@jest/types'
import { shieldFrames } from './shield-frames.js'

/** Errors that tell already what was printed in a test: several tests can fail with the same one. */
const complete = new WeakSet<object>()

/**
 * Writes below the message of the first error of a test what is described beside it; where that error is a string, or
 * lets nothing be added, an error of its own tells it.
 */
export function addToErrors(test: Circus.TestEntry, describe: (message: string) => string): void {
  const messages = test.errors.map((error) => readError(error)?.message ?? '')
  const text = shieldFrames(describe(messages.join('\n')))
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

/** What was thrown, where it is an error; Jest keeps it with the place of the test or hook that threw it. */
export function readError(
  entry: unknown,
): { readonly message: string; readonly stack?: string } | undefined {
  const error: unknown = [entry].flat()[0]
  if (typeof error !== 'object' || error === null) return undefined
  const { message } = error as { message?: unknown }
  return typeof message === 'string' ? (error as Error) : undefined
}
