import { basename } from 'node:path'

const interpreters =
  /^(?:node|bun|deno|tsx|python\d?(?:\.\d+)?|ruby|perl|php|java|env|npx|(?:ba|da|z)?sh)$/

/** What people would call the process: the program's file name, or that of the script an interpreter runs. */
export function chooseName(args: readonly string[]): string {
  const [program = '', ...rest] = args
  const name = basename(program)
  const [first] = rest
  const isScript = first !== undefined && /^[./]*[\w@+][\w./@+-]*$/.test(first)
  return interpreters.test(name) && isScript ? basename(first) : name
}
