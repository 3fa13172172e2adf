import type * as z from 'zod/mini'
import type { Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** An issue, and its path from the root of the declaration. */
interface Found {
  readonly issue: Issue
  readonly path: Path
}

/** The keys of options that are objects, except patterns. */
const nestedOptions: Readonly<Record<string, readonly string[]>> = {
  prepare: ['command', 'inputs'],
}
const pattern = ['$regexp', 'flags']

/** Options whose values may be secret. */
const secrets = new Set<PropertyKey>(['env', 'headers', 'body'])

/** Turns the issues of zod into problems with advice. Values other than numbers are never shown. */
export function toProblems(
  issues: readonly Issue[],
  knownOptions: readonly string[],
): readonly Problem[] {
  return issues.flatMap((issue) => explain({ issue, path: issue.path }, knownOptions))
}

/** Each problem once. */
export function dropRepeated(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}

/** Names of options in mirakuru for Python, jest-dev-server and Playwright. */
const calledElsewhere: ReadonlyMap<string, string> = new Map([
  ['timeout', 'startTimeout'],
  ['launchTimeout', 'startTimeout'],
  ['gracefulShutdown', 'stopTimeout'],
  ['envvars', 'env'],
  ['expected_returncode', 'expectedExitCode'],
  ['payload', 'body'],
  ['socket_name', 'socketPath'],
  ['ignoreHTTPSErrors', 'insecure'],
  ['waitOnScheme', 'waitOn'],
  ['reuseExistingServer', 'keep'],
])

function explain({ issue, path }: Found, knownOptions: readonly string[]): readonly Problem[] {
  if (issue.code === 'invalid_union') return explainUnion({ issue, path })
  if (issue.code === 'unrecognized_keys') {
    const known = path.length === 0 ? knownOptions : (nestedOptions[String(path[0])] ?? pattern)
    return issue.keys.map((key) => describeUnknownKey(key, path, known))
  }
  if (issue.code === 'invalid_key') {
    // A name with a `=` in it may contain a value.
    const shown = path.map((key) => String(key).replace(/=.*/s, '=…'))
    return [{ path: shown.join('.'), message: issue.issues[0]?.message ?? issue.message }]
  }
  return [{ path: path.join('.'), message: describe({ issue, path }) }]
}

function describeUnknownKey(key: string, path: Path, known: readonly string[]): Problem {
  const meant = calledElsewhere.get(key)
  const near = meant !== undefined && known.includes(meant) ? meant : findNearest(key, known)
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  return { path: [...path, key].join('.'), message: `unknown option${hint}` }
}

function describe({ issue, path }: Found): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${describeExpected(issue)}${describeInput(issue.input, path)}`
    case 'invalid_value':
      return describeChoice(issue.values, issue.input)
    case 'too_small':
    case 'too_big':
      return `${issue.message}${typeof issue.input === 'number' ? `, not ${issue.input}` : ''}`
    default:
      return issue.message
  }
}

/** A branch that failed after the check of the type explains the problem best; otherwise all types are listed. */
function explainUnion({ issue, path }: Found): readonly Problem[] {
  const leaves = listLeaves({ issue, path })
  const isPattern = leaves.some((leaf) => leaf.path.at(-1) === '$regexp')
  if (isPattern && isEmptyObject(issue.input))
    return [{ path: path.join('.'), message: lostRegExp }]
  const closest =
    leaves.find((leaf) => !isWrongType(leaf.issue)) ??
    leaves.find((leaf) => leaf.path.length > path.length)
  if (closest !== undefined) return explain(closest, [])
  const expected = new Set(leaves.map((leaf) => describeExpected(leaf.issue)))
  const choices = [...expected].filter((name) => name !== 'undefined' && name !== 'null')
  const input = describeInput(issue.input, path)
  const advice = isScalar(issue.input) && path[0] === 'env' ? ': write it in quotes' : ''
  return [{ path: path.join('.'), message: `must be ${choices.join(' or ')}${input}${advice}` }]
}

/** An environment variable is text: a program may expect `1`, `yes` or `on` for `true`. */
function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

const lostRegExp =
  'is {}, which is all that JSON leaves of a RegExp; write { "$regexp": "…", "flags": "" } or a string'

/** The first issue of each branch, and of each branch of a branch. */
function listLeaves({ issue, path }: Found): readonly Found[] {
  if (issue.code !== 'invalid_union') return [{ issue, path }]
  return issue.errors
    .flatMap((errors) => errors.slice(0, 1))
    .flatMap((inner) => listLeaves({ issue: inner, path: [...path, ...inner.path] }))
}

function isWrongType(issue: Issue): boolean {
  return issue.code === 'invalid_type' || isNoRegExp(issue)
}

function isNoRegExp(issue: Issue): boolean {
  return issue.code === 'custom' && issue.params?.['expected'] === 'RegExp'
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && JSON.stringify(value) === '{}'
}

const typeNames: Record<string, string> = {
  string: 'a string',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function describeExpected(issue: Issue): string {
  if (isNoRegExp(issue)) return 'a RegExp'
  return issue.code === 'invalid_type' ? (typeNames[issue.expected] ?? issue.expected) : ''
}

/** `, not a list` */
export function describeInput(input: unknown, path: Path): string {
  if (input === undefined) return ', and is missing'
  if (input === null) return ', not null'
  if (Array.isArray(input)) return ', not a list'
  if (typeof input === 'number' && !secrets.has(path[0] ?? '')) return `, not ${input}`
  return typeof input === 'object' ? ', not an object' : `, not a ${typeof input}`
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

function quote(value: unknown): string {
  return `"${String(value)}"`
}
