import * as z from 'zod/mini'
import {
  command,
  matching,
  nonEmpty,
  oneOrMore,
  placeholderName,
  port,
  text,
} from './schema-parts.js'

const words = z.union([text, z.array(text)])
const list = z._default(oneOrMore, [])
const mode = z.int().check(z.gte(0, 'must be 0 or more'), z.lte(0o7777, 'must be at most 0o7777'))
const target = matching(
  /^\/[^\0\n]*[^/\0\n]$/,
  'is not the absolute path of a file in the container',
)

/** What only containers have. */
export const containerShape: z.core.$ZodShape = {
  image: z.optional(nonEmpty),
  build: z.optional(
    z.strictObject({
      context: nonEmpty,
      dockerfile: z.optional(nonEmpty),
      target: z.optional(nonEmpty),
      args: z.optional(z.record(nonEmpty, text)),
    }),
  ),
  engine: z.optional(command),
  port: z.optional(port),
  ports: z._default(z.record(placeholderName, port), {}),
  args: z.optional(words),
  entrypoint: z.optional(command),
  user: z.optional(nonEmpty),
  workdir: z.optional(nonEmpty),
  mounts: list,
  tmpfs: list,
  files: z._default(
    z.record(
      target,
      z.union([nonEmpty, z.strictObject({ content: z.string(), mode: z.optional(mode) })]),
    ),
    {},
  ),
  memory: z.optional(nonEmpty),
  cpus: z.optional(z.number().check(z.positive('must be more than 0'))),
  platform: z.optional(nonEmpty),
  pull: z.optional(z.enum(['always', 'missing', 'never'])),
  runArgs: z.optional(words),
  oneShot: z._default(z.boolean(), false),
  insteadOf: z.optional(nonEmpty),
}
