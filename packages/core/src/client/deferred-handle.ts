import { ExecutorError } from '../errors/index.js'
import { dropOwnCalls } from '../internal/stack.js'
import type { Handle } from './handle.js'
import { HeldProcess } from './held-process.js'

/**
 * Creates a handle for a process that is started later. It forwards everything to the process that is held when it is
 * used.
 *
 * @param name - its name in messages
 * @param when - says in messages when it can be used: `useProcess() starts it before the first test`
 * @param find - returns the process that is held now
 * @returns a handle that throws an {@link ExecutorError} when it is used while no process is held
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
      // Code that prints or compares the handle reads all kinds of properties.
      if (!(property in HeldProcess.prototype) || property in Object.prototype) return undefined
      const error = new ExecutorError(`"${name}" is not started: ${when}`)
      error.stack = dropOwnCalls(error.stack ?? '')
      throw error
    },
    has: (_target, property) => property in HeldProcess.prototype,
  })
}
