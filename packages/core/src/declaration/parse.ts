import { DeclarationError, type Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { joinCommandLine, splitCommandLine } from './command-line.js'
import type { Declaration } from './declaration.js'
import { chooseName } from './default-name.js'
import { findExternalTarget } from './external-target.js'
import { findHttpTarget, type HttpTarget } from './http-target.js'
import type { Command, ExecutorKind } from './options.js'
import type { ParsedDeclaration, ParsedOptions } from './parsed.js'
import { listStrings } from './placeholders.js'
import { describeInput, dropRepeated, toProblems } from './problems.js'
import { commandOptions, listPlaceholdersIn, type Sibling } from './references.js'
import { declarationSchema, executorKinds, executorSchema, hasCommand } from './schema.js'
import { rememberSecrets } from './secrets.js'
import { explainUnknown } from './unknown-placeholder.js'

/** Options that were already checked here. */
const parsedOptions = new WeakSet<object>()

/**
 * Checks the options of an executor and fills in the defaults.
 *
 * @throws {@link DeclarationError} that lists all problems
 */
export function parseOptions(
  kind: ExecutorKind,
  command: Command,
  options: object | undefined,
): ParsedOptions {
  if (isParsed(options)) return options
  const given = isPlain(options) ? options : {}
  const { parsed, problems } = interpret(kind, executorSchema(kind), { ...given, command })
  problems.unshift(...findMisplaced(options))
  if (problems.length === 0) return parsed
  throw new DeclarationError(describeSubject(kind, command, options), problems)
}

/**
 * Checks a declaration as a whole.
 *
 * @throws {@link DeclarationError} that lists all problems
 */
export function parseDeclaration(declaration: unknown): ParsedDeclaration {
  const { parsed, problems } = inspectDeclaration(declaration)
  if (problems.length === 0) return parsed
  throw new DeclarationError(describeDeclaration(declaration), problems)
}

/**
 * Finds all problems of a declaration; without any, `parsed` is its meaning.
 *
 * @param siblings - the processes it was declared with, itself included
 */
export function inspectDeclaration(
  declaration: unknown,
  siblings?: ReadonlyMap<string, Sibling>,
): { parsed: ParsedDeclaration; problems: Problem[] } {
  const kind = (declaration as { executor?: unknown } | undefined)?.executor
  if (!isKind(kind))
    return { parsed: {} as ParsedDeclaration, problems: [describeUndeclared(declaration)] }
  return interpret(kind, declarationSchema(kind), { ...(declaration as object) }, siblings)
}

function isParsed(options: object | undefined): options is ParsedOptions {
  return options !== undefined && parsedOptions.has(options)
}

/** For callers in JavaScript, where no types prevent this. */
function findMisplaced(options: unknown): Problem[] {
  if (options === undefined || options === null) return []
  if (!isPlain(options)) return [{ path: '', message: 'the options must be an object' }]
  return 'command' in options
    ? [{ path: 'command', message: 'is not an option; it is the first argument' }]
    : []
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Commands extends Partial<Record<Exclude<CommandOption, 'prepare'>, Command>> {
  readonly prepare?: { readonly command: Command; readonly inputs: readonly string[] }
}
type CommandOption = (typeof commandOptions)[number]
type Checked = Omit<ParsedDeclaration, keyof Commands> & Commands

/** Finds all problems at once: those that the schema detects and, among the valid options, those that it cannot. */
function interpret(
  kind: ExecutorKind,
  schema: ReturnType<typeof executorSchema>,
  input: Readonly<Record<string, unknown>>,
  siblings?: ReadonlyMap<string, Sibling>,
): { parsed: ParsedDeclaration; problems: Problem[] } {
  const { checked, problems } = check(schema, input)
  problems.push(...findHomeless(kind, input))
  const attempt = <T>(path: string, run: () => T): T | undefined => {
    try {
      return run()
    } catch (error) {
      problems.push({ path, message: (error as Error).message })
      return undefined
    }
  }
  const usesShell = (checked.shell ?? false) !== false
  const split = (path: CommandOption): readonly string[] | undefined => {
    const command = path === 'prepare' ? checked.prepare?.command : checked[path]
    if (command === undefined) return undefined
    if (path === 'command' && usesShell) return [toShellText(command)]
    return attempt(path, () => splitCommand(command))
  }
  const commands = Object.fromEntries(
    commandOptions.map((path) => [path, split(path)] as const).filter(([, args]) => args),
  )
  const target = attempt('url', () => findTarget(kind, checked))
  const prepare = commands['prepare'] && {
    args: commands['prepare'],
    inputs: checked.prepare?.inputs ?? [],
  }
  const written = Object.entries({ ...input, ...commands, prepare }).filter(([key]) =>
    Object.hasOwn(schema.shape, key),
  )
  problems.push(...findUnknownPlaceholders(kind, Object.fromEntries(written), siblings))
  const { command, create, ...further } = commands
  const args = command ?? create ?? []
  const name = checked.name ?? chooseDefaultName(kind, usesShell ? splitText(args) : args)
  const parsed: ParsedDeclaration = {
    ...withoutProcess,
    ...checked,
    ...target,
    ...unset,
    ...further,
    kind,
    args,
    name,
    prepare,
  }
  accept(parsed)
  return { parsed, problems }
}

/** What does not matter to something that is no process. */
const withoutProcess = {
  shell: false,
  stdin: 'ignore',
  stopSignal: 'SIGTERM',
  killSignal: 'SIGKILL',
  stopTarget: 'group',
  leaveRunning: [],
  ports: [],
} as const

/** The commands, before they are split. */
const unset = {
  healthcheck: undefined,
  reset: undefined,
  destroy: undefined,
  fill: undefined,
  list: undefined,
}

function findTarget(kind: ExecutorKind, options: Checked): HttpTarget {
  if (kind === 'http') return findHttpTarget(options)
  return kind === 'external' ? findExternalTarget(options) : {}
}

function chooseDefaultName(kind: ExecutorKind, args: readonly string[]): string {
  return hasCommand(kind) ? chooseName(args) : kind
}

function splitText(args: readonly string[]): readonly string[] {
  return args.join().trim().split(/\s/)
}

function findHomeless(
  kind: ExecutorKind,
  { server, uses }: Readonly<Record<string, unknown>>,
): Problem[] {
  if (kind !== 'resource' || server !== undefined || uses !== undefined) return []
  const message = 'must be a declaration or the name of another process, and is missing'
  return [{ path: 'server', message }]
}

function accept(parsed: ParsedDeclaration): void {
  parsedOptions.add(parsed)
  rememberSecrets(parsed)
}

/** A process that has exited cannot be probed. */
function findUselessChecks({ oneShot, waitOn, healthcheck }: Checked): Problem[] {
  const checks = { waitOn: waitOn.length > 0, healthcheck: healthcheck !== undefined }
  const message = 'a process with "oneShot" is ready when it has exited with code 0; leave it out'
  return Object.entries(checks)
    .filter(([, isThere]) => oneShot === true && isThere)
    .map(([path]) => ({ path, message }))
}

/** Applies the schema. If it finds problems, the valid options are still checked, with defaults for the rest. */
function check(
  schema: ReturnType<typeof executorSchema>,
  input: Readonly<Record<string, unknown>>,
): { checked: Checked; problems: Problem[] } {
  const result = schema.safeParse(input, { reportInput: true })
  if (result.success) {
    const checked = result.data as unknown as Checked
    return { checked, problems: findUselessChecks(checked) }
  }
  const { issues } = result.error
  const faulty = new Set(issues.map(({ path }) => path[0]))
  const sound = Object.entries(input).filter(
    ([key]) => Object.hasOwn(schema.shape, key) && !faulty.has(key),
  )
  // A declaration contains its command, an executor takes it as the first argument.
  const known = Object.keys(schema.shape).filter(
    (key) => key !== 'command' || 'executor' in schema.shape,
  )
  return {
    checked: schema.partial().parse(Object.fromEntries(sound)) as unknown as Checked,
    problems: [...toProblems(issues, known)],
  }
}

function splitCommand(command: Command): readonly string[] {
  const args = typeof command === 'string' ? splitCommandLine(command) : command
  if (args[0] === undefined || args[0] === '') throw new SyntaxError('names no program')
  return args
}

function toShellText(command: Command): string {
  return typeof command === 'string' ? command : joinCommandLine(command)
}

const ownOfKind: Readonly<Partial<Record<ExecutorKind, readonly string[]>>> = {
  unixSocket: ['socket'],
  resource: ['id'],
}

/** The names that placeholders of this executor can have. */
export function listPlaceholders({
  kind,
  ports,
  url,
}: Pick<ParsedOptions, 'kind' | 'ports' | 'url'>): string[] {
  const hasUrl = kind === 'tcp' || kind === 'http' || url !== undefined
  const own = [...(hasUrl ? ['url'] : []), ...(ownOfKind[kind] ?? [])]
  return ['name', 'host', 'port', ...ports.map((port) => `ports.${port}`), ...own, 'tmp', 'worker']
}

/** Searches the options as written, so that one problem does not hide another. */
function findUnknownPlaceholders(
  kind: ExecutorKind,
  options: Readonly<Record<string, unknown>>,
  siblings: ReadonlyMap<string, Sibling> | undefined,
): readonly Problem[] {
  const ports = listStrings(options['ports']).map(({ text }) => text)
  const own = listPlaceholders({ kind, ports, url: options['url'] as string | undefined })
  const found = listPlaceholdersIn(options).flatMap(({ path, name }) => {
    const unknown = explainUnknown(name, { own, siblings })
    const message = unknown ?? (path === 'prepare' ? explainUnprepared(name) : undefined)
    return message === undefined ? [] : [{ path, message }]
  })
  return dropRepeated(found)
}

/** The preparation runs for all instances, before there is one. */
function explainUnprepared(name: string): string | undefined {
  if (name === 'tmp' || name === 'name') return undefined
  return (
    `{${name}} belongs to one instance, but this runs once, before there are any, and all of them get a copy of the folder; ` +
    'only {tmp} and {name} can be named here'
  )
}

/** The name of a declaration in messages. */
export function describeDeclaration(declaration: unknown): string {
  const { executor, command, ...options } = Object(declaration) as Declaration & {
    readonly command?: unknown
  }
  return isKind(executor) ? describeSubject(executor, command, options) : 'declaration'
}

/** The name of an executor in messages: its `name`, or its command. */
function describeSubject(kind: ExecutorKind, command: unknown, options: unknown): string {
  const name = isPlain(options) && 'name' in options ? options.name : undefined
  const subject = subjects[kind] ?? `${kind} executor`
  if (typeof name === 'string' && name !== '') return `${subject} "${name}"`
  return typeof command === 'string' && command !== '' ? `${subject} "${command}"` : subject
}

const subjects: Readonly<Partial<Record<ExecutorKind, string>>> = {
  resource: 'resource',
  external: 'external server',
}

function isKind(kind: unknown): kind is ExecutorKind {
  return executorKinds.includes(kind as ExecutorKind)
}

function describeUndeclared(declaration: unknown): Problem {
  if (!isPlain(declaration)) {
    const input = describeInput(declaration, [])
    return { path: '', message: `must be an object with "executor" and "command"${input}` }
  }
  const { executor } = declaration as { executor?: unknown }
  const near = typeof executor === 'string' ? findNearest(executor, executorKinds) : undefined
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  const choices = executorKinds.map((each) => `"${each}"`).join(', ')
  return { path: 'executor', message: `must be one of ${choices}${hint}` }
}
