import { basename } from 'node:path'
import { redactCommand } from '../internal/redact.js'
import { nameImage } from './container.js'
import { joinCommandLine, splitCommandLine } from './command-line.js'
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

/** How messages call a process that is only declared, and may be declared badly: by its name, or its program. */
export function nameDeclared(declaration: Declaration): string {
  const { executor, name } = declaration
  if (name !== undefined) return name
  if (executor === 'container') return nameImage(declaration.image)
  if (!('command' in declaration)) return executor
  const { command, shell } = declaration
  try {
    const words = shell === undefined || shell === false ? splitCommandLine : splitAtBlanks
    return chooseName(typeof command === 'string' ? words(command) : command)
  } catch {
    return `${executor} executor`
  }
}

function splitAtBlanks(command: string): readonly string[] {
  return command.trim().split(/\s/)
}

/** Its command line for messages, without secrets; `undefined` if it is none. */
export function describeCommand(declaration: Declaration): string | undefined {
  if (declaration.executor === 'container') return declaration.image
  if (!('command' in declaration)) return undefined
  const { command } = declaration
  if (Array.isArray(command)) return redactCommand(joinCommandLine(command))
  return typeof command === 'string' ? redactCommand(command) : undefined
}
