import * as z from 'zod/mini'

/** No argument, variable or path can contain a NUL; Node's own error would show the value. */
export const text: z.ZodMiniString = z
  .string()
  .check(z.regex(/^[^\0]*$/, 'must not contain a NUL character'))

export const nonEmpty: z.ZodMiniString = text.check(z.minLength(1, 'must not be empty'))

export const count: z.ZodMiniNumber = z.int().check(z.gte(0, 'must be 0 or more'))

/** A command line, or a program and its arguments. */
export const command: z.ZodMiniType = z.union([nonEmpty, listOfSome(text)])

/** One, or a list; the result is a list. */
export const oneOrMore: z.ZodMiniType = toList(z.union([nonEmpty, z.array(nonEmpty)]))

export const port: z.ZodMiniNumber = between(1, 65_535)

/** A name that is the word in a `{placeholder}`. */
export const placeholderName: z.ZodMiniString = matching(
  /^[A-Za-z_][\w-]*$/,
  'is not a valid name of a placeholder',
)

export function between(lowest: number, highest: number): z.ZodMiniNumber {
  const message = `must be between ${lowest} and ${highest}`
  return z.int().check(z.gte(lowest, message), z.lte(highest, message))
}

export function matching(pattern: RegExp, message: string): z.ZodMiniString {
  return z.string().check(z.regex(pattern, message))
}

/** A list with at least one element. */
export function listOfSome(element: z.ZodMiniType): z.ZodMiniType {
  return z.array(element).check(z.minLength(1, 'must not be empty'))
}

/** A schema of one or of a list, whose result is a list. */
export function toList(schema: z.ZodMiniType): z.ZodMiniType {
  return z.pipe(
    schema,
    z.transform((value) => [value].flat()),
  )
}
