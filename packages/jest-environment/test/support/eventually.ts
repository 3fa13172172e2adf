import { setTimeout as pause } from 'node:timers/promises'

const lookInterval = 5
const patience = 20_000

/**
 * Looks again and again until something is seen.
 *
 * @throws an error that prints `context`
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined,
  context: () => string = () => '',
  within = patience,
): Promise<T> {
  const deadline = performance.now() + within
  for (;;) {
    const seen = look()
    if (seen !== undefined) return seen
    if (performance.now() > deadline)
      throw new Error(`Waited ${within} ms in vain for ${what}\n${context()}`)
    await pause(lookInterval)
  }
}
