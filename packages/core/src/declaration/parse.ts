import { DeclarationError, type Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { joinCommandLine, splitCommandLine } from './command-line.js'
import type { Declaration } from './declaration.js'
import { chooseName } from './default-name.js'
import { findHttpTarget } from './http-target.js'
import type { Command, ExecutorKind } from './options.js'
import type { ParsedOptions } from './parsed.js'
import { describeUnknown, findPlaceholders, listStrings } from './placeholders.js'
import { toProblems } from './problems.js'
import { declarationSchema, executorKinds, executorSchema } from './schema.js'

/** Options that are for people or are checked elsewhere; braces in them mean nothing. */
const withoutPlaceholders = new Set(['name', 'ports', 'executor'])

/**
 * Checks the options of an executor and fills in the defaults.
 *
 * @throws {@link DeclarationError} with everything that is wrong
 */
export function parseOptions(
  kind: ExecutorKind,
  command: Command,
  options: object | undefined,
): ParsedOptions {
  const schema = executorSchema(kind)
  const known = Object.keys(schema.shape).filter((key) => key !== 'command')
  const result = schema.safeParse({ ...options, command }, { reportInput: true })
  const subject = describeSubject(kind, command, options)
  if (!result.success) throw new DeclarationError(subject, toProblems(result.error.issues, known))
  const checked = result.data as unknown as ParsedOptions & { command: Command }
  const { parsed, problems } = interpret(kind, checked)
  if (problems.length > 0) throw new DeclarationError(subject, problems)
  return parsed
}

/**
 * Checks a declaration as a whole and takes it apart.
 *
 * @throws {@link DeclarationError} with everything that is wrong
 */
export function parseDeclaration(declaration: unknown): {
  kind: ExecutorKind
  command: Command
  options: object
} {
  const kind = (declaration as { executor?: unknown } | undefined)?.executor
  if (!isKind(kind)) throw new DeclarationError('declaration', [describeUnknownKind(kind)])
  const schema = declarationSchema(kind)
  const result = schema.safeParse(declaration, { reportInput: true })
  if (!result.success) {
    const subject = describeSubject(
      kind,
      (declaration as Declaration).command,
      declaration as object,
    )
    throw new DeclarationError(subject, toProblems(result.error.issues, Object.keys(schema.shape)))
  }
  const { command, ...rest } = declaration as Declaration
  const own = Object.entries(rest).filter(([key]) => key in executorSchema(kind).shape)
  return { kind, command, options: Object.fromEntries(own) }
}

/** What the schema alone cannot say: the command line, the URL, and which placeholders exist. */
function interpret(
  kind: ExecutorKind,
  checked: ParsedOptions & { command: Command },
): { parsed: ParsedOptions; problems: readonly Problem[] } {
  const problems: Problem[] = []
  const attempt = <T>(path: string, run: () => T, fallback: T): T => {
    try {
      return run()
    } catch (error) {
      problems.push({ path, message: (error as Error).message })
      return fallback
    }
  }
  const toArgs = (path: string, command: Command): readonly string[] =>
    attempt(path, () => splitCommand(command), [])
  const usesShell = checked.shell !== false
  const args = usesShell ? [toShellText(checked.command)] : toArgs('command', checked.command)
  const target = kind === 'http' ? attempt('url', () => findHttpTarget(checked), {}) : {}
  const parsed: ParsedOptions = {
    ...checked,
    ...target,
    kind,
    args,
    name: checked.name ?? chooseName(usesShell ? args.join().trim().split(/\s/) : args),
    healthcheck:
      checked.healthcheck === undefined ? undefined : toArgs('healthcheck', checked.healthcheck),
  }
  problems.push(...findUnknownPlaceholders(parsed))
  return { parsed, problems }
}

function splitCommand(command: Command): readonly string[] {
  const args = typeof command === 'string' ? splitCommandLine(command) : command
  if (args[0] === undefined || args[0] === '') throw new SyntaxError('names no program')
  return args
}

function toShellText(command: Command): string {
  return typeof command === 'string' ? command : joinCommandLine(command)
}

/** The names that placeholders of this executor can have. */
export function listPlaceholders({ kind, ports }: Pick<ParsedOptions, 'kind' | 'ports'>): string[] {
  const own = kind === 'http' ? ['url'] : kind === 'unixSocket' ? ['socket'] : []
  return ['name', 'host', 'port', ...ports.map((port) => `ports.${port}`), ...own, 'tmp', 'worker']
}

function findUnknownPlaceholders(parsed: ParsedOptions): Problem[] {
  const known = listPlaceholders(parsed)
  const { command: _command, args, ...rest } = parsed as ParsedOptions & { command?: Command }
  const searched = Object.entries({ command: args, ...rest }).filter(
    ([key]) => !withoutPlaceholders.has(key),
  )
  return listStrings(Object.fromEntries(searched)).flatMap(({ path, text }) =>
    findPlaceholders(text)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path: path.startsWith('command') ? 'command' : path,
        message: describeUnknown(name, known),
      })),
  )
}

function describeSubject(
  kind: ExecutorKind,
  command: unknown,
  options: object | undefined,
): string {
  const name = (options as { name?: unknown } | undefined)?.name
  if (typeof name === 'string' && name !== '') return `${kind} executor "${name}"`
  return typeof command === 'string' && command !== ''
    ? `${kind} executor "${command}"`
    : `${kind} executor`
}

function isKind(kind: unknown): kind is ExecutorKind {
  return executorKinds.includes(kind as ExecutorKind)
}

function describeUnknownKind(kind: unknown): Problem {
  const near = typeof kind === 'string' ? findNearest(kind, executorKinds) : undefined
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  const choices = executorKinds.map((each) => `"${each}"`).join(', ')
  return { path: 'executor', message: `must be one of ${choices}${hint}` }
}
