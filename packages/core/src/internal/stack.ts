/** Where this package lies, be it as single modules or as a bundle. */
const folder = new URL('..', import.meta.url).href

/** A stack without the calls inside this package, which say nothing to those who use it. */
export function dropOwnCalls(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !line.includes(folder))
    .join('\n')
}
