import type { Problem } from '../errors/index.js'
import { anonymous, type Declaration } from './declaration.js'
import { findPlaceholders } from './placeholders.js'
import { describeInput } from './problems.js'
import { findReferenced } from './references.js'
import { describeSibling } from './sibling.js'
import { explainUnknown } from './unknown-placeholder.js'

/**
 * Environment variables for code that is no process of the block. Their values may contain placeholders that name its
 * processes: `{db.port}`, `{db.url}`. `null` removes a variable.
 */
export type Variables = Readonly<Record<string, string | null | undefined>>

type Processes = Readonly<Record<string, Declaration>>

/** The processes that the placeholders of texts name, each once: `api` of `{api.url}`. */
export function listReferenced(texts: readonly string[]): string[] {
  const names = texts.flatMap(findPlaceholders).map(findReferenced)
  return [...new Set(names.filter((name) => name !== undefined))]
}

/**
 * What is wrong with the placeholders of a text outside of a block, whose processes they name. Those of a single
 * declaration, which has no name, are its own: `{port}`.
 */
export function explainPlaceholders(text: string, processes: Processes): string[] {
  const described = Object.entries(processes).map(
    ([name, declared]) => [name, describeSibling(declared)] as const,
  )
  const siblings = new Map(described.filter(([name]) => name !== anonymous))
  const single = new Map(described).get(anonymous)
  const explain = (name: string): string | undefined => {
    if (single !== undefined) return explainUnknown(name, { own: single.members ?? [], siblings })
    const process = findReferenced(name)
    if (process === undefined) return explainBare(name, processes)
    if (siblings.size === 0) return `{${name}} names "${process}", but no process is declared`
    return explainUnknown(name, { own: [], siblings })
  }
  return [...new Set(findPlaceholders(text))].map(explain).filter((each) => each !== undefined)
}

function explainBare(name: string, processes: Processes): string {
  const examples = Object.keys(processes).map((process) => `{${process}.${name}}`)
  const hint = examples.length === 0 ? '{db.port}' : examples.join(', ')
  return `{${name}} does not say of which process: ${hint} (a literal brace is doubled: {{${name}}})`
}

/**
 * Everything that is wrong with variables that are set before the tests of a file; the path of a problem is the name of
 * the variable.
 *
 * @param env - as somebody wrote them
 * @param processes - each with its scope
 */
export function findVariableProblems(env: unknown, processes: Processes): Problem[] {
  if (env === undefined || env === null) return []
  if (typeof env !== 'object' || Array.isArray(env))
    return [{ path: '', message: `must be an object${describeInput(env, ['env'])}` }]
  return Object.entries(env).flatMap(([path, value]) =>
    explainVariable(path, value, processes).map((message) => ({ path, message })),
  )
}

function explainVariable(name: string, value: unknown, processes: Processes): string[] {
  if (!/^[^=\0]+$/.test(name)) return ['is not a valid name of an environment variable']
  if (value === undefined || value === null) return []
  if (typeof value !== 'string') return [`must be a string or null${describeInput(value, ['env'])}`]
  if (value.includes('\0')) return ['must not contain a NUL character']
  const ofTests = listReferenced([value]).filter((each) => processes[each]?.scope === 'test')
  return [...explainPlaceholders(value, processes), ...ofTests.map(explainScope)]
}

function explainScope(name: string): string {
  return (
    `"${name}" has scope "test": each test has another, but the variable is set before the file of the tests is loaded; ` +
    `give "${name}" scope "file", "worker" or "run", or leave the variable out and read the handle in each test`
  )
}
