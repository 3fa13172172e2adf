import { fileURLToPath } from 'node:url'

const url = new URL('..', import.meta.url)
/** Where this package lies, be it as single modules or as a bundle: Jest writes paths where Node writes addresses. */
const folders = [url.href, fileURLToPath(url)]

/** A stack without the calls inside this package, which say nothing to those who use it. */
export function dropOwnCalls(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !folders.some((folder) => line.includes(folder)))
    .join('\n')
}
