/** The result of a function: its value, or what it threw. */
export type Outcome<T> = { readonly value: T } | { readonly fault: unknown }

/** Runs a function; an error is an outcome, too. */
export async function settle<T>(run: () => T | PromiseLike<T>): Promise<Outcome<T>> {
  try {
    return { value: await run() }
  } catch (fault) {
    return { fault }
  }
}

/** @throws what the function threw */
export function valueOf<T>(outcome: Outcome<T>): T {
  if ('fault' in outcome) throw outcome.fault
  return outcome.value
}
