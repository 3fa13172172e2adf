import { partial } from 'zod/mini'
import { DeclarationError, type Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import type { Declaration } from './declaration.js'
import { gatherContainer, nameImage } from './container.js'
import { chooseName } from './default-name.js'
import { type Attempt, type Checked, nameProgram, splitCommands } from './split-commands.js'
import { findExternalTarget } from './external-target.js'
import { findHttpTarget, type HttpTarget } from './http-target.js'
import { type ExecutorKind, executorKinds, hasCommand } from './kinds.js'
import type { Command } from './options.js'
import type { ParsedDeclaration, ParsedOptions } from './parsed.js'
import { listPlaceholders, listPortNames } from './own-placeholders.js'
import { describeInput, dropRepeated, toProblems } from './problems.js'
import { listPlaceholdersIn, type Sibling } from './references.js'
import { declarationSchema, executorSchema } from './schema.js'
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
  const { parsed, problems } = interpret(kind, executorSchema(kind), {
    ...given,
    ...(hasCommand(kind) && { command }),
  })
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

/** Finds all problems at once: those that the schema detects and, among the valid options, those that it cannot. */
function interpret(
  kind: ExecutorKind,
  schema: ReturnType<typeof executorSchema>,
  input: Readonly<Record<string, unknown>>,
  siblings?: ReadonlyMap<string, Sibling>,
): { parsed: ParsedDeclaration; problems: Problem[] } {
  const { checked, problems } = check(schema, input)
  problems.push(...findHomeless(kind, input))
  const attempt: Attempt = (path, run) => {
    try {
      return run()
    } catch (error) {
      problems.push({ path, message: (error as Error).message })
      return undefined
    }
  }
  const commands = splitCommands(checked, attempt)
  const { args, prepare, ...further } = commands
  const target = attempt('url', () => findTarget(kind, checked))
  const written = Object.entries({
    ...input,
    ...further,
    command: args,
    create: args,
    args,
    prepare,
  })
  const known = written.filter(([key]) => Object.hasOwn(schema.shape, key) && key in input)
  problems.push(...findUnknownPlaceholders(kind, Object.fromEntries(known), siblings))
  const name = checked.name ?? chooseDefaultName(kind, nameProgram(checked, args), input)
  const whole = { ...checked, ...target, ...commands, kind, name }
  const gathered = kind === 'container' ? attempt('image', () => gatherContainer(whole)) : whole
  const parsed = { ...withoutProcess, ...(gathered ?? whole) } as ParsedDeclaration
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

function findTarget(kind: ExecutorKind, options: Checked): HttpTarget {
  if (kind === 'http') return findHttpTarget(options)
  return kind === 'external' ? findExternalTarget(options) : {}
}

function chooseDefaultName(
  kind: ExecutorKind,
  args: readonly string[],
  { image }: Readonly<Record<string, unknown>>,
): string {
  if (kind === 'container') return nameImage(image as string | undefined)
  return hasCommand(kind) ? chooseName(args) : kind
}

function findHomeless(
  kind: ExecutorKind,
  { server, uses }: Readonly<Record<string, unknown>>,
): Problem[] {
  const isChosen = typeof server === 'string' || isPlain(server) || uses !== undefined
  if (kind !== 'resource' || isChosen) return []
  const input = describeInput(server, [])
  return [{ path: 'server', message: `must be a declaration or the name of a process${input}` }]
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
    checked: partial(schema).parse(Object.fromEntries(sound)) as unknown as Checked,
    problems: [...toProblems(issues, known)],
  }
}

/** Searches the options as written, so that one problem does not hide another. */
function findUnknownPlaceholders(
  kind: ExecutorKind,
  options: Readonly<Record<string, unknown>>,
  siblings: ReadonlyMap<string, Sibling> | undefined,
): readonly Problem[] {
  const ports = listPortNames(options['ports'])
  const own = listPlaceholders({ kind, ports, url: options['url'] as string | undefined })
  const found = listPlaceholdersIn(options).flatMap(({ path, name }) => {
    const unknown = explainUnknown(name, { own, siblings })
    const message = unknown ?? (path === 'prepare' ? explainUnprepared(kind, name) : undefined)
    return message === undefined ? [] : [{ path, message }]
  })
  return dropRepeated(found)
}

/** The preparation runs for all instances, before there is one. */
function explainUnprepared(kind: ExecutorKind, name: string): string | undefined {
  const isContainer = kind === 'container'
  if (name === 'name' || (name === 'tmp' && !isContainer)) return undefined
  const [what, known] = isContainer
    ? ['start from what it has written', 'only {name}']
    : ['get a copy of the folder', 'only {tmp} and {name}']
  return `{${name}} belongs to one instance, but this runs once, before there are any, and all of them ${what}; ${known} can be named here`
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
  container: 'container',
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
  if (executor === undefined) return describeMissingKind(declaration)
  const near = typeof executor === 'string' ? findNearest(executor, executorKinds) : undefined
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  return { path: 'executor', message: `${kindChoices}${hint}` }
}

function describeMissingKind(declaration: object): Problem {
  const others = Object.keys(declaration).filter((key) => key !== 'executor')
  const misspelt = findNearest('executor', others)
  const hint = misspelt === undefined ? '' : `, and is missing; did you mean it by "${misspelt}"?`
  return { path: 'executor', message: `${kindChoices}${hint}` }
}

const kindChoices = `must be one of ${executorKinds.map((each) => `"${each}"`).join(', ')}`
