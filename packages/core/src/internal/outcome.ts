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

/** The error to throw when something else failed after the function: neither error hides the other. */
export function joinFaults(outcome: Outcome<unknown> | undefined, later: unknown): unknown {
  if (outcome === undefined || !('fault' in outcome)) return later
  const faults = [outcome.fault, later]
  const [first, second] = faults.map((each) =>
    each instanceof Error ? each.message : String(each),
  )
  const message = `${first}; and after that: ${second}`
  return new AggregateError(faults, message, { cause: outcome.fault })
}
