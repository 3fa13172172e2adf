import { joinCommandLine, splitCommandLine } from './command-line.js'
import type { Command } from './options.js'
import type { ParsedPreparation } from './parsed-preparation.js'
import type { ParsedDeclaration } from './parsed.js'

/** The options that are commands, before they are split. */
interface Commands {
  readonly command?: Command
  readonly create?: Command
  readonly prepare?: { readonly command: Command; readonly inputs: readonly string[] }
  readonly healthcheck?: Command
  readonly reset?: Command
  readonly destroy?: Command
  readonly fill?: Command
  readonly list?: Command
  readonly args?: Command
  readonly entrypoint?: Command
  readonly engine?: Command
  readonly runArgs?: Command
}

/** Options that the schema has checked. */
export type Checked = Omit<ParsedDeclaration, keyof Commands> & Commands

/** Runs a part of the check; `undefined` if it throws, which is a problem of the option. */
export type Attempt = <T>(path: string, run: () => T) => T | undefined

/** The commands of a declaration as lists of arguments. */
export interface SplitCommands {
  readonly args: readonly string[]
  readonly prepare: ParsedPreparation | undefined
  readonly healthcheck: readonly string[] | undefined
  readonly reset: readonly string[] | undefined
  readonly destroy: readonly string[] | undefined
  readonly fill: readonly string[] | undefined
  readonly list: readonly string[] | undefined
  readonly entrypoint: readonly string[] | undefined
  readonly engine: readonly string[] | undefined
  readonly runArgs: readonly string[]
}

/** Splits the commands of a declaration into arguments. */
export function splitCommands(checked: Checked, attempt: Attempt): SplitCommands {
  const { command, create, prepare } = checked
  const split = (path: keyof Commands, text: Command | undefined): readonly string[] | undefined =>
    text === undefined ? undefined : attempt(path, () => splitCommand(text))
  const splitWords = (path: keyof Commands, words: Command = []): readonly string[] =>
    typeof words === 'string' ? (attempt(path, () => splitCommandLine(words)) ?? []) : words
  const preparation = split('prepare', prepare?.command)
  const own =
    usesShell(checked) && command !== undefined ? [toShellText(command)] : split('command', command)
  return {
    args: own ?? split('create', create) ?? splitWords('args', checked.args),
    prepare: preparation && { args: preparation, inputs: prepare?.inputs ?? [] },
    healthcheck: split('healthcheck', checked.healthcheck),
    reset: split('reset', checked.reset),
    destroy: split('destroy', checked.destroy),
    fill: split('fill', checked.fill),
    list: split('list', checked.list),
    entrypoint: split('entrypoint', checked.entrypoint),
    engine: split('engine', checked.engine),
    runArgs: splitWords('runArgs', checked.runArgs),
  }
}

/** The words of a command that begin with its program. */
export function nameProgram(checked: Checked, args: readonly string[]): readonly string[] {
  return usesShell(checked) ? args.join().trim().split(/\s/) : args
}

function usesShell({ shell = false }: Partial<Pick<Checked, 'shell'>>): boolean {
  return shell !== false
}

function splitCommand(command: Command): readonly string[] {
  const args = typeof command === 'string' ? splitCommandLine(command) : command
  if (args[0] === undefined || args[0] === '') throw new SyntaxError('names no program')
  return args
}

function toShellText(command: Command): string {
  return typeof command === 'string' ? command : joinCommandLine(command)
}
