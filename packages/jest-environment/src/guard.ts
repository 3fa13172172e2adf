import type { Circus } from '@jest/types'

const guarded = new WeakSet<object>()

/**
 * Lets `run` run the function of a test or a hook, from here on. Jest tells by its form how it ends: one that takes a
 * callback, or is a generator, is left alone.
 */
export function guard(
  entry: Pick<Circus.TestEntry | Circus.Hook, 'fn'>,
  run: (body: () => unknown) => unknown,
): void {
  const { fn } = entry
  if (guarded.has(entry) || typeof fn !== 'function' || fn.length > 0 || isGenerator(fn)) return
  guarded.add(entry)
  entry.fn = function (this: unknown) {
    return run(() => Reflect.apply(fn, this, []))
  } as typeof fn
}

/** Those of the tests are of another realm. */
function isGenerator(fn: unknown): boolean {
  return Object.prototype.toString.call(fn) === '[object GeneratorFunction]'
}
