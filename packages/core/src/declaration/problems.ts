import type { z } from 'zod'
import type { Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'

type Issue = z.core.$ZodIssue

/** Turns what zod found into problems that people can act on. Values other than numbers are never shown. */
export function toProblems(
  issues: readonly Issue[],
  knownOptions: readonly string[],
): readonly Problem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => describeUnknownKey(key, issue.path, knownOptions))
      : [{ path: issue.path.join('.'), message: describeIssue(issue) }],
  )
}

function describeUnknownKey(
  key: string,
  path: readonly PropertyKey[],
  knownOptions: readonly string[],
): Problem {
  const near = path.length === 0 ? findNearest(key, knownOptions) : undefined
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  return { path: [...path, key].join('.'), message: `is no option here${hint}` }
}

function describeIssue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${describeExpected(issue)}${describeInput(issue.input)}`
    case 'invalid_value':
      return describeChoice(issue.values, issue.input)
    case 'invalid_union':
      return describeUnion(issue)
    case 'too_small':
    case 'too_big':
      return `${issue.message}${typeof issue.input === 'number' ? `, not ${issue.input}` : ''}`
    default:
      return issue.message
  }
}

function describeExpected(issue: Issue & { code: 'invalid_type' }): string {
  const names: Record<string, string> = {
    string: 'a string',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    null: 'null',
    RegExp: 'a RegExp',
    undefined: 'undefined',
  }
  return names[issue.expected] ?? issue.expected
}

function describeInput(input: unknown): string {
  if (input === undefined) return ', and is missing'
  if (typeof input === 'number') return `, not ${input}`
  if (input === null) return ', not null'
  return `, not ${Array.isArray(input) ? 'a list' : `a ${typeof input}`.replace('a object', 'an object')}`
}

function describeChoice(values: readonly unknown[], input: unknown): string {
  const near = typeof input === 'string' ? findNearest(input, values.map(String)) : undefined
  if (near !== undefined) return `is not "${String(input)}"; did you mean "${near}"?`
  const shown =
    values.length > 8
      ? `${values.slice(0, 4).map(quote).join(', ')}, …`
      : values.map(quote).join(', ')
  return `must be one of ${shown}`
}

/** A branch that got further than the type of the value says best what is wrong; else all types are listed. */
function describeUnion(issue: Issue & { code: 'invalid_union' }): string {
  const branches = issue.errors.map((errors) => errors[0]).filter((error) => error !== undefined)
  const closest = branches.find(
    (branch) => branch.code !== 'invalid_type' || branch.path.length > 0,
  )
  if (closest !== undefined && closest.code !== 'unrecognized_keys') return describeIssue(closest)
  const expected = branches
    .filter((branch) => branch.code === 'invalid_type')
    .map((branch) => describeExpected(branch))
    .filter((name) => name !== 'undefined' && name !== 'null')
  return `must be ${[...new Set(expected)].join(' or ')}${describeInput(issue.input)}`
}

function quote(value: unknown): string {
  return `"${String(value)}"`
}
