import { basename } from 'node:path'
import { splitCommandLine } from './command-line.js'
import type { Declaration } from './declaration.js'

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

/** How messages call the process of a declaration that nobody has checked. */
export function describeName({ name, executor, command }: Declaration): string {
  try {
    const args: unknown = typeof command === 'string' ? splitCommandLine(command) : command
    return name ?? (chooseName(args as readonly string[]) || `${executor} executor`)
  } catch {
    return `${executor} executor` // what is wrong with its command is told when it is started
  }
}
