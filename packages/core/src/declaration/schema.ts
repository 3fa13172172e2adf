import { constants } from 'node:os'
import { isRegExp } from 'node:util/types'
import { z } from 'zod'
import { containerShape } from './container-schema.js'
import { type ExecutorKind, hasCommand } from './kinds.js'

export { executorKinds } from './kinds.js'

/** No argument, variable or path can contain a NUL; Node's own error would show the value. */
const text = z.string().regex(/^[^\0]*$/, 'must not contain a NUL character')
const nonEmpty = text.min(1, 'must not be empty')
const count = z.int().min(0, 'must be 0 or more')
const milliseconds = z.number().min(0, 'must be 0 or more milliseconds')
const command = z.union([nonEmpty, z.array(text).min(1, 'must not be empty')])
const environment = z
  .record(
    z.string().regex(/^[^=\0]+$/, 'is not a valid name of an environment variable'),
    z.union([text, z.null(), z.undefined()]),
  )
  .transform((env) =>
    Object.fromEntries(Object.entries(env).map(([key, value]) => [key, toText(value)])),
  )
const preparation = z.preprocess(
  (value) => (typeof value === 'string' || Array.isArray(value) ? { command: value } : value),
  z.strictObject({ command, inputs: z.array(nonEmpty).default([]) }),
)
const port = between(1, 65_535)
const httpStatus = between(100, 599)
const signal = z.enum(Object.keys(constants.signals) as [NodeJS.Signals])

const expectedExit = z.union([between(0, 255), z.string().pipe(signal)])

const pattern = z
  .union([
    z.string(),
    // `instanceof` does not recognise a RegExp of another realm; Jest runs tests in one.
    z.custom<RegExp>(isRegExp, { params: { expected: 'RegExp' } }),
    z.strictObject({ $regexp: z.string(), flags: z.string().default('') }),
  ])
  .transform((value, context) => {
    try {
      if (isRegExp(value)) return new RegExp(value.source, value.flags)
      if (typeof value !== 'string') return new RegExp(value.$regexp, value.flags)
      RegExp(value) // throws when it does not compile
      return value
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })

const nonEmptyPattern = pattern.refine((value) => value !== '', 'must not be empty')

const simple = {
  name: nonEmpty.optional(),
  cwd: nonEmpty.optional(),
  env: environment.default({}),
  shell: z.union([z.boolean(), nonEmpty]).default(false),
  user: z
    .string()
    .regex(/^[A-Za-z_][\w.@\\-]*\$?$/, 'is not a valid user name')
    .optional(),
  uid: count.optional(),
  gid: count.optional(),
  stdin: z.enum(['ignore', 'pipe']).default('ignore'),
  startTimeout: milliseconds.default(60_000),
  stopTimeout: milliseconds.default(10_000),
  stopSignal: signal.default('SIGTERM'),
  killSignal: signal.default('SIGKILL'),
  stopTarget: z.enum(['group', 'leader']).default('group'),
  expectedExitCode: z
    .union([expectedExit, z.array(expectedExit).min(1, 'must not be empty')])
    .transform((value) => [value].flat())
    .optional(),
  leaveRunning: z
    .union([nonEmpty, z.array(nonEmpty)])
    .transform((value) => [value].flat())
    .default([]),
  waitOn: z
    .union([nonEmpty, z.array(nonEmpty)])
    .transform((value) => [value].flat())
    .default([]),
  healthcheck: command.optional(),
  logLimit: count.default(1_048_576),
  logFile: nonEmpty.optional(),
  ports: z
    .array(z.string().regex(/^[A-Za-z_][\w-]*$/, 'is not a valid name of a placeholder'))
    .default([]),
  url: nonEmpty.optional(),
  unavailable: nonEmpty.optional(),
}

const output = {
  ...simple,
  banner: nonEmptyPattern,
  stream: z.enum(['stdout', 'stderr', 'both']).default('both'),
}

const tcp = {
  ...simple,
  host: nonEmpty.optional(),
  port: port.optional(),
  url: nonEmpty.default('tcp://{host}:{port}'),
}

const http = {
  ...tcp,
  url: nonEmpty.optional(),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'is not a valid HTTP method')
    .transform((name) => name.toUpperCase())
    .default('HEAD'),
  status: z
    .union([httpStatus, z.array(httpStatus).min(1, 'must not be empty'), nonEmptyPattern])
    .optional(),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not a valid header name'),
      z
        .string()
        .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'contains a character that is not allowed in a header'),
    )
    .default({}),
  body: z.string().optional(),
  insecure: z.boolean().optional(),
}

const part = {
  name: simple.name,
  cwd: simple.cwd,
  env: simple.env,
  user: simple.user,
  uid: simple.uid,
  gid: simple.gid,
  startTimeout: simple.startTimeout,
  stopTimeout: simple.stopTimeout,
  waitOn: simple.waitOn,
  healthcheck: simple.healthcheck,
  logLimit: simple.logLimit,
  logFile: simple.logFile,
  url: simple.url,
  unavailable: simple.unavailable,
}

/** Its server, agent and template are declarations of their own, which are checked as such. */
const resource = {
  ...part,
  server: z.unknown().optional(), // see findHomeless()
  agent: z.union([command, z.record(z.string(), z.unknown())]).optional(),
  template: z.record(z.string(), z.unknown()).optional(),
  create: command,
  destroy: command,
  fill: command.optional(),
  list: command.optional(),
}

const container = {
  name: simple.name,
  cwd: simple.cwd,
  env: simple.env,
  startTimeout: simple.startTimeout,
  stopTimeout: simple.stopTimeout,
  killSignal: simple.killSignal,
  stopSignal: signal.optional(),
  expectedExitCode: simple.expectedExitCode,
  waitOn: simple.waitOn,
  healthcheck: simple.healthcheck,
  logLimit: simple.logLimit,
  logFile: simple.logFile,
  url: simple.url,
  unavailable: simple.unavailable,
  banner: nonEmptyPattern.optional(),
  stream: output.stream,
  status: http.status,
  ...containerShape,
}

const external = { ...part, host: nonEmpty.optional(), port: port.optional() }

const scope = {
  /** Set by {@link expandResources}, not by users. */
  uses: z.record(z.string(), z.string()).optional(),
  scope: z.enum(['test', 'file', 'worker', 'run']).optional(),
  onCrash: z.enum(['fail', 'restart', 'ignore']).optional(),
  spares: count.optional(),
  prepare: preparation.optional(),
  reset: command.optional(),
  restartOn: z
    .union([nonEmpty, z.array(nonEmpty)])
    .transform((value) => [value].flat())
    .optional(),
  keep: z
    .union([z.boolean(), milliseconds])
    .transform((value) => (value === true ? 600_000 : value || undefined))
    .optional(),
}

const shapes = {
  simple: { ...simple, oneShot: z.boolean().default(false) },
  output,
  tcp,
  http,
  pid: { ...simple, filename: nonEmpty },
  unixSocket: { ...simple, socketPath: nonEmpty },
  resource,
  external,
  container,
} satisfies Record<ExecutorKind, z.ZodRawShape>

/** The schema of the options that an executor of this kind takes. */
export const executorSchema: (kind: ExecutorKind) => z.ZodObject = remember((kind) =>
  z.strictObject({ ...shapes[kind], ...(hasCommand(kind) && { command }) }),
)

/** The schema of a declaration of this kind. */
export const declarationSchema: (kind: ExecutorKind) => z.ZodObject = remember((kind) =>
  z.strictObject({
    ...shapes[kind],
    ...scopeOptions(kind),
    ...(hasCommand(kind) && { command }),
    executor: z.literal(kind),
  }),
)

/** A part of a server has nothing to prepare; a server that runs already cannot be started again. */
function scopeOptions(kind: ExecutorKind): z.ZodRawShape {
  const { prepare: _, ...ofResource } = scope
  if (kind === 'resource') return ofResource
  if (kind !== 'external') return scope
  const { scope: which, reset, keep } = scope
  return { scope: which, reset, keep, onCrash: z.enum(['fail', 'ignore']).optional() }
}

/** A schema costs 1 ms to build, as much as starting a process. */
function remember(build: (kind: ExecutorKind) => z.ZodObject): (kind: ExecutorKind) => z.ZodObject {
  const built = new Map<ExecutorKind, z.ZodObject>()
  return (kind) => {
    const schema = built.get(kind) ?? build(kind)
    built.set(kind, schema)
    return schema
  }
}

function toText(value: string | null | undefined): string | undefined {
  return value ?? undefined
}

function between(lowest: number, highest: number): z.ZodInt {
  const message = `must be between ${lowest} and ${highest}`
  return z.int().min(lowest, message).max(highest, message)
}
