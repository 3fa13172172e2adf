import { ExecutorError } from '../errors/index.js'
import { dropOwnCalls } from '../internal/stack.js'
import type { Handle } from './handle.js'
import { HeldProcess } from './held-process.js'

/**
 * A handle of a process that is started later: everything is asked of the one that is held at that moment.
 *
 * @param name - how messages call it
 * @param when - what a message says of when it can be used: `useProcess() starts it before the first test`
 * @param find - the process that is held now
 */
export function deferHandle<Value extends Handle>(
  { name, when }: { readonly name: string; readonly when: string },
  find: () => HeldProcess | undefined,
): Value {
  return new Proxy({} as Value, {
    get(_target, property) {
      const held = find()
      if (held !== undefined) {
        const value: unknown = Reflect.get(held, property, held)
        return typeof value === 'function' ? (value.bind(held) as unknown) : value
      }
      if (property === 'name') return name
      if (property === 'toString') return () => `"${name}"`
      // Whoever prints or compares the handle asks for all kinds of things.
      if (!(property in HeldProcess.prototype) || property in Object.prototype) return undefined
      const error = new ExecutorError(`"${name}" is not started: ${when}`)
      error.stack = dropOwnCalls(error.stack ?? '')
      throw error
    },
    has: (_target, property) => property in HeldProcess.prototype,
  })
}
