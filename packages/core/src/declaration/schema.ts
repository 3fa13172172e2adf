import { constants } from 'node:os'
import { isRegExp } from 'node:util/types'
import * as z from 'zod/mini'
import { containerShape } from './container-schema.js'
import { type ExecutorKind, hasCommand } from './kinds.js'
import {
  between,
  command,
  count,
  listOfSome,
  matching,
  nonEmpty,
  oneOrMore,
  placeholderName,
  port,
  text,
  toList,
} from './schema-parts.js'

export { executorKinds } from './kinds.js'

const milliseconds = z.number().check(z.gte(0, 'must be 0 or more milliseconds'))
const environment = z.pipe(
  z.record(
    matching(/^[^=\0]+$/, 'is not a valid name of an environment variable'),
    z.union([text, z.null(), z.undefined()]),
  ),
  z.transform((env) =>
    Object.fromEntries(Object.entries(env).map(([key, value]) => [key, toText(value)])),
  ),
)
const preparation = z.pipe(
  z.transform((value) =>
    typeof value === 'string' || Array.isArray(value) ? { command: value } : value,
  ),
  z.strictObject({ command, inputs: z._default(z.array(nonEmpty), []) }),
)
const httpStatus = between(100, 599)
const signal = z.enum(Object.keys(constants.signals) as [NodeJS.Signals])

const expectedExit = z.union([between(0, 255), z.pipe(z.string(), signal)])

const pattern = z.pipe(
  z.union([
    z.string(),
    // `instanceof` does not recognise a RegExp of another realm; Jest runs tests in one.
    z.custom<RegExp>(isRegExp, { params: { expected: 'RegExp' } }),
    z.strictObject({ $regexp: z.string(), flags: z._default(z.string(), '') }),
  ]),
  z.transform((value, context) => {
    try {
      if (isRegExp(value)) return new RegExp(value.source, value.flags)
      if (typeof value !== 'string') return new RegExp(value.$regexp, value.flags)
      RegExp(value) // throws when it does not compile
      return value
    } catch (error) {
      const { message } = error as Error
      context.issues.push({ code: 'custom', message, input: value })
      return z.NEVER
    }
  }),
)

const nonEmptyPattern = pattern.check(z.refine((value) => value !== '', 'must not be empty'))

const simple = {
  name: z.optional(nonEmpty),
  cwd: z.optional(nonEmpty),
  env: z._default(environment, {}),
  shell: z._default(z.union([z.boolean(), nonEmpty]), false),
  user: z.optional(matching(/^[A-Za-z_][\w.@\\-]*\$?$/, 'is not a valid user name')),
  uid: z.optional(count),
  gid: z.optional(count),
  stdin: z._default(z.enum(['ignore', 'pipe']), 'ignore'),
  startTimeout: z._default(milliseconds, 60_000),
  stopTimeout: z._default(milliseconds, 10_000),
  stopSignal: z._default(signal, 'SIGTERM'),
  killSignal: z._default(signal, 'SIGKILL'),
  stopTarget: z._default(z.enum(['group', 'leader']), 'group'),
  expectedExitCode: z.optional(toList(z.union([expectedExit, listOfSome(expectedExit)]))),
  leaveRunning: z._default(oneOrMore, []),
  waitOn: z._default(oneOrMore, []),
  healthcheck: z.optional(command),
  logLimit: z._default(count, 1_048_576),
  logFile: z.optional(nonEmpty),
  ports: z._default(z.array(placeholderName), []),
  url: z.optional(nonEmpty),
  unavailable: z.optional(nonEmpty),
}

const output = {
  ...simple,
  banner: nonEmptyPattern,
  stream: z._default(z.enum(['stdout', 'stderr', 'both']), 'both'),
}

const tcp = {
  ...simple,
  host: z.optional(nonEmpty),
  port: z.optional(port),
  url: z._default(nonEmpty, 'tcp://{host}:{port}'),
}

const http = {
  ...tcp,
  url: z.optional(nonEmpty),
  method: z._default(
    z.pipe(
      matching(/^[A-Za-z]+$/, 'is not a valid HTTP method'),
      z.transform((name) => name.toUpperCase()),
    ),
    'HEAD',
  ),
  status: z.optional(z.union([httpStatus, listOfSome(httpStatus), nonEmptyPattern])),
  headers: z._default(
    z.record(
      matching(/^[\w!#$%&'*+.^`|~-]+$/, 'is not a valid header name'),
      matching(/^[\t\x20-\x7e\x80-\xff]*$/, 'contains a character that is not allowed in a header'),
    ),
    {},
  ),
  body: z.optional(z.string()),
  insecure: z.optional(z.boolean()),
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
  server: z.optional(z.unknown()), // see findHomeless()
  agent: z.optional(z.union([command, z.record(z.string(), z.unknown())])),
  template: z.optional(z.record(z.string(), z.unknown())),
  create: command,
  destroy: command,
  fill: z.optional(command),
  list: z.optional(command),
}

const container = {
  name: simple.name,
  cwd: simple.cwd,
  env: simple.env,
  startTimeout: simple.startTimeout,
  stopTimeout: simple.stopTimeout,
  killSignal: simple.killSignal,
  stopSignal: z.optional(signal),
  expectedExitCode: simple.expectedExitCode,
  waitOn: simple.waitOn,
  healthcheck: simple.healthcheck,
  logLimit: simple.logLimit,
  logFile: simple.logFile,
  url: simple.url,
  unavailable: simple.unavailable,
  banner: z.optional(nonEmptyPattern),
  stream: output.stream,
  status: http.status,
  ...containerShape,
}

const external = { ...part, host: z.optional(nonEmpty), port: z.optional(port) }

const scope = {
  /** Set by {@link expandResources}, not by users. */
  uses: z.optional(z.record(z.string(), z.string())),
  scope: z.optional(z.enum(['test', 'file', 'worker', 'run'])),
  onCrash: z.optional(z.enum(['fail', 'restart', 'ignore'])),
  spares: z.optional(count),
  prepare: z.optional(preparation),
  reset: z.optional(command),
  restartOn: z.optional(oneOrMore),
  keep: z.optional(
    z.pipe(
      z.union([z.boolean(), milliseconds]),
      z.transform((value) => (value === true ? 600_000 : value || undefined)),
    ),
  ),
}

const shapes = {
  simple: { ...simple, oneShot: z._default(z.boolean(), false) },
  output,
  tcp,
  http,
  pid: { ...simple, filename: nonEmpty },
  unixSocket: { ...simple, socketPath: nonEmpty },
  resource,
  external,
  container,
} satisfies Record<ExecutorKind, z.core.$ZodShape>

/** The schema of the options that an executor of this kind takes. */
export const executorSchema: (kind: ExecutorKind) => z.ZodMiniObject = remember((kind) =>
  z.strictObject({ ...shapes[kind], ...(hasCommand(kind) && { command }) }),
)

/** The schema of a declaration of this kind. */
export const declarationSchema: (kind: ExecutorKind) => z.ZodMiniObject = remember((kind) =>
  z.strictObject({
    ...shapes[kind],
    ...scopeOptions(kind),
    ...(hasCommand(kind) && { command }),
    executor: z.literal(kind),
  }),
)

/** A part of a server has nothing to prepare; a server that runs already cannot be started again. */
function scopeOptions(kind: ExecutorKind): z.core.$ZodShape {
  const { prepare: _, ...ofResource } = scope
  if (kind === 'resource') return ofResource
  if (kind !== 'external') return scope
  const { scope: which, reset, keep } = scope
  return { scope: which, reset, keep, onCrash: z.optional(z.enum(['fail', 'ignore'])) }
}

/** A schema costs 1 ms to build, as much as starting a process. */
function remember(
  build: (kind: ExecutorKind) => z.ZodMiniObject,
): (kind: ExecutorKind) => z.ZodMiniObject {
  const built = new Map<ExecutorKind, z.ZodMiniObject>()
  return (kind) => {
    const schema = built.get(kind) ?? build(kind)
    built.set(kind, schema)
    return schema
  }
}

function toText(value: string | null | undefined): string | undefined {
  return value ?? undefined
}
