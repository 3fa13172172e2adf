import { basename } from 'node:path'

const interpreters =
  /^(?:node|bun|deno|tsx|python\d?(?:\.\d+)?|ruby|perl|php|java|env|npx|(?:ba|da|z)?sh)$/

/** The default name of a process: the file name of its program, or of the script that an interpreter runs. */
export function chooseName(args: readonly string[]): string {
  const [program = '', ...rest] = args
  const name = basename(program)
  const [first] = rest
  const isScript = first !== undefined && /^[./]*[\w@+][\w./@+-]*$/.test(first)
  return interpreters.test(name) && isScript ? basename(first) : name
}
