import { constants } from 'node:os'
import { z } from 'zod'
import type { ExecutorKind } from './options.js'

const nonEmpty = z.string().min(1, 'must not be empty')
const milliseconds = z.number().min(0, 'must not be negative (milliseconds)')
const command = z.union([nonEmpty, z.array(z.string()).min(1, 'must not be empty')])
const port = z
  .int()
  .min(1, 'must be between 1 and 65535')
  .max(65_535, 'must be between 1 and 65535')
const signal = z.enum(Object.keys(constants.signals) as [NodeJS.Signals])

const pattern = z
  .union([
    z.string(),
    z.instanceof(RegExp),
    z.strictObject({ $regexp: z.string(), flags: z.string().default('') }),
  ])
  .transform((value, context) => {
    if (value instanceof RegExp) return value
    try {
      return typeof value === 'string' ? value : new RegExp(value.$regexp, value.flags)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })
  .refine(...compiles())

const simple = {
  name: nonEmpty.optional(),
  cwd: nonEmpty.optional(),
  env: z
    .record(
      z.string().regex(/^[^=\0]+$/, 'is no name of an environment variable'),
      z.union([z.string(), z.number(), z.boolean(), z.null(), z.undefined()]),
    )
    .transform((env) =>
      Object.fromEntries(Object.entries(env).map(([key, value]) => [key, toText(value)])),
    )
    .default({}),
  shell: z.union([z.boolean(), nonEmpty]).default(false),
  uid: z.int().min(0).optional(),
  gid: z.int().min(0).optional(),
  stdin: z.enum(['ignore', 'pipe']).default('ignore'),
  startTimeout: milliseconds.default(60_000),
  stopTimeout: milliseconds.default(10_000),
  stopSignal: signal.default('SIGTERM'),
  killSignal: signal.default('SIGKILL'),
  expectedExitCode: z.int().min(0).max(255).optional(),
  waitOn: z
    .union([nonEmpty, z.array(nonEmpty)])
    .transform((value) => [value].flat())
    .default([]),
  healthcheck: command.optional(),
  logLimit: z.int().min(0).default(1_048_576),
  logFile: nonEmpty.optional(),
  ports: z
    .array(z.string().regex(/^[A-Za-z_][\w-]*$/, 'is no name that a placeholder can have'))
    .default([]),
}

const output = {
  ...simple,
  banner: pattern.refine((value) => value !== '', 'must not be empty'),
  stream: z.enum(['stdout', 'stderr', 'both']).default('both'),
}

const tcp = { ...simple, host: nonEmpty.optional(), port: port.optional() }

const http = {
  ...tcp,
  url: nonEmpty.optional(),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'is no HTTP method')
    .transform((name) => name.toUpperCase())
    .default('HEAD'),
  status: z
    .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1), pattern])
    .optional(),
  headers: z.record(nonEmpty, z.string()).default({}),
  body: z.string().optional(),
  insecure: z.boolean().optional(),
}

const scope = {
  scope: z.enum(['test', 'file', 'worker', 'run']).optional(),
  onCrash: z.enum(['fail', 'restart', 'ignore']).optional(),
  spares: z.int().min(0).optional(),
  prepare: command.optional(),
  reset: command.optional(),
}

const shapes = {
  simple,
  output,
  tcp,
  http,
  pid: { ...simple, filename: nonEmpty },
  unixSocket: { ...simple, socketPath: nonEmpty },
} satisfies Record<ExecutorKind, z.ZodRawShape>

/** The kinds of executor that can be declared. */
export const executorKinds = Object.keys(shapes) as readonly ExecutorKind[]

/** The schema of the options that an executor of this kind takes. */
export function executorSchema(kind: ExecutorKind): z.ZodObject {
  return z.strictObject({ ...shapes[kind], command })
}

/** The schema of a declaration of this kind. */
export function declarationSchema(kind: ExecutorKind): z.ZodObject {
  return z.strictObject({ ...shapes[kind], ...scope, command, executor: z.literal(kind) })
}

function toText(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}

function compiles(): [(value: string | RegExp) => boolean, z.core.$ZodCustomParams] {
  const complaint = (value: unknown): string | undefined => {
    if (typeof value !== 'string') return undefined
    try {
      new RegExp(value)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }
  return [
    (value) => complaint(value) === undefined,
    { error: ({ input }) => complaint(input) ?? 'is no regular expression' },
  ]
}
