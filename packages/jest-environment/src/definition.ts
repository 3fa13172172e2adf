import type {
  Command,
  CommandKind,
  Declaration,
  ExecutorKind,
  OptionsByKind,
  ScopeOptions,
} from '@mirakuru/core/declaration'

/** What runs a command of its own. */
interface WithCommand {
  /** The command line, split by the rules of the POSIX shell, or the program and its arguments. */
  readonly command: Command
}

/** A declaration as it may be written in a configuration: patterns can be regular expressions. */
export type ProcessDefinition = {
  [Kind in ExecutorKind]: {
    /** What kind of executor starts it. */
    readonly executor: Kind
  } & (Kind extends CommandKind ? WithCommand : unknown) &
    OptionsByKind[Kind] &
    ScopeOptions
}[ExecutorKind]

/** Processes by name, in the form that survives the way to Jest's workers. */
export type DefinedProcesses<Block extends Readonly<Record<string, ProcessDefinition>>> = {
  readonly [Name in keyof Block]: Declaration<Block[Name]['executor']>
}
