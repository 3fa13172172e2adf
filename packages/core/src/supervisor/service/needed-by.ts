import { ExecutorError } from '../../errors/index.js'
import { decodeError, encodeError } from '../../protocol/index.js'

const fact = '  needed by '

/** Copies the error of a failed start for the request of a dependent, and names that in the message. */
export function addNeed<E>(error: E, dependent: string): E {
  if (!(error instanceof ExecutorError)) return error
  const [headline, ...facts] = error.message.split('\n')
  const known = facts.filter((line) => line.startsWith(fact)).length
  facts.splice(known, 0, `${fact}"${dependent}"`)
  const message = [headline, ...facts].join('\n')
  // A copy, as other clients that wait for the same process get the error itself.
  return decodeError({ ...encodeError(error), message }) as E
}
