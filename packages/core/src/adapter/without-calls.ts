/** An error that is about a configuration, or about no line of a test: all calls that its stack could show are ours. */
export function withoutCalls<Failure extends Error>(error: Failure): Failure {
  const value = `${error.name}: ${error.message}`
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
}
