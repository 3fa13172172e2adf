import { ExecutorError } from '../errors/index.js'

/**
 * Several errors as one, where a runner takes no more: shown where the first one is.
 *
 * @param happened - what the errors say of as many processes
 */
export function joinErrors(
  errors: readonly Error[],
  happened = 'ended unexpectedly',
): Error | undefined {
  const [first] = errors
  if (first === undefined || errors.length === 1) return first
  const headline = `${errors.length} processes ${happened}:`
  const joined = new ExecutorError([headline, ...errors.map(({ message }) => message)].join('\n'))
  const calls = first.stack?.slice(`${first.name}: ${first.message}`.length) ?? ''
  joined.stack = `${joined.name}: ${joined.message}${calls}`
  return joined
}
