/** What became of a function that was run. */
export type Outcome<T> = { readonly value: T } | { readonly fault: unknown }

/** Runs a function; what it throws is an outcome, too. */
export async function settle<T>(run: () => T | PromiseLike<T>): Promise<Outcome<T>> {
  try {
    return { value: await run() }
  } catch (fault) {
    return { fault }
  }
}
