import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A stack without the calls inside this package, which do not help its users. */
export function dropOwnCalls(stack: string): string {
  const folders = findOwnFolders()
  return stack
    .split('\n')
    .filter((line) => !folders.some((folder) => line.includes(folder)))
    .join('\n')
}

/**
 * The paths of this package, as single modules or as a bundle: Jest writes paths where Node writes URLs, and the
 * sources in the source map of a bundle.
 */
function findOwnFolders(): readonly string[] {
  const url = new URL('..', import.meta.url)
  return [url.href, fileURLToPath(url), join('node_modules', '@mirakuru', sep)]
}

/** The error, with the stack of the call that failed. */
export function withCalls(error: Error, asked = ''): Error {
  const [, ...calls] = dropOwnCalls(asked).split('\n')
  const stack = [`${error.name}: ${error.message}`, ...calls].join('\n')
  return Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
}
