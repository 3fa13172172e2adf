import { z } from 'zod'

const text = z.string().regex(/^[^\0]*$/, 'must not contain a NUL character')
const nonEmpty = text.min(1, 'must not be empty')
const words = z.union([text, z.array(text)])
const command = z.union([nonEmpty, z.array(text).min(1, 'must not be empty')])
const oneOrMore = z
  .union([nonEmpty, z.array(nonEmpty)])
  .transform((value) => [value].flat())
  .default([])
const portMessage = 'must be between 1 and 65535'
const port = z.int().min(1, portMessage).max(65_535, portMessage)
const portName = z.string().regex(/^[A-Za-z_][\w-]*$/, 'is not a valid name of a placeholder')
const mode = z.int().min(0, 'must be 0 or more').max(0o7777, 'must be at most 0o7777')
const target = z
  .string()
  .regex(/^\/[^\0\n]*[^/\0\n]$/, 'is not the absolute path of a file in the container')

/** What only containers have. */
export const containerShape: z.ZodRawShape = {
  image: nonEmpty.optional(),
  build: z
    .strictObject({
      context: nonEmpty,
      dockerfile: nonEmpty.optional(),
      target: nonEmpty.optional(),
      args: z.record(nonEmpty, text).optional(),
    })
    .optional(),
  engine: command.optional(),
  port: port.optional(),
  ports: z.record(portName, port).default({}),
  args: words.optional(),
  entrypoint: command.optional(),
  user: nonEmpty.optional(),
  workdir: nonEmpty.optional(),
  mounts: oneOrMore,
  tmpfs: oneOrMore,
  files: z
    .record(
      target,
      z.union([nonEmpty, z.strictObject({ content: z.string(), mode: mode.optional() })]),
    )
    .default({}),
  memory: nonEmpty.optional(),
  cpus: z.number().positive('must be more than 0').optional(),
  platform: nonEmpty.optional(),
  pull: z.enum(['always', 'missing', 'never']).optional(),
  runArgs: words.optional(),
  oneShot: z.boolean().default(false),
  insteadOf: nonEmpty.optional(),
}
