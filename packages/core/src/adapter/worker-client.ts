import { Client } from '../client/index.js'

const key = Symbol.for('mirakuru.client')
const global = globalThis as { [key]?: Client }

/**
 * The client of this process, or thread: all its test files share it, and every copy of this module.
 *
 * @param prepare - is called before it is made
 */
export function findWorkerClient(prepare?: () => void): Client {
  if (global[key] === undefined) prepare?.()
  return (global[key] ??= new Client('worker'))
}
