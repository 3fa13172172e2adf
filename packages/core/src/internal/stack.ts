import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A stack without the calls inside this package, which say nothing to those who use it. */
export function dropOwnCalls(stack: string): string {
  const folders = findOwnFolders()
  return stack
    .split('\n')
    .filter((line) => !folders.some((folder) => line.includes(folder)))
    .join('\n')
}

/**
 * Where this package lies, be it as single modules or as a bundle: Jest writes paths where Node writes addresses, and what
 * the source map of a bundle says.
 */
function findOwnFolders(): readonly string[] {
  const url = new URL('..', import.meta.url)
  return [url.href, fileURLToPath(url), join('node_modules', '@mirakuru', sep)]
}

/** The error, with the calls that led to what has failed. */
export function withCalls(error: Error, asked = ''): Error {
  const [, ...calls] = dropOwnCalls(asked).split('\n')
  const stack = [`${error.name}: ${error.message}`, ...calls].join('\n')
  return Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
}
