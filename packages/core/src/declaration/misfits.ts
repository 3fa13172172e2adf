import type { Problem } from '../errors/index.js'
import type { ParsedDeclaration } from './parsed.js'
import { listPlaceholdersIn } from './references.js'
import { compareScopes, type Scope } from './scope.js'

/** A problem of one process of a block. */
export interface Fault {
  readonly key: string
  /** Its path is relative to the declaration. */
  readonly problem: Problem
}

/** The dependencies of each process, by key. */
export type Graph = ReadonlyMap<string, readonly string[]>

/** The declarations of a block, after each was checked alone. */
interface Checked {
  /** As written. */
  readonly declared: ReadonlyMap<string, unknown>
  readonly parsed: ReadonlyMap<string, ParsedDeclaration>
  readonly graph: Graph
  /** Processes outside the block that it may name. */
  readonly outer: ReadonlyMap<string, { readonly scope: Scope; readonly isKept: boolean }>
}

/** Finds combinations that do not work: processes and their dependencies, options and scopes. */
export function findMisfits(checked: Checked): Fault[] {
  const { declared, parsed } = checked
  return [
    ...findShortLived(checked),
    ...findNotKept(checked),
    ...findLostWorkers(declared, parsed),
    ...findUselessSpares(parsed),
    ...findUselessPatterns(parsed),
    ...findUselessKeeps(parsed),
    ...findUnaskable(parsed),
  ]
}

/** The scope of a process, by default `test`. */
export function readScope(options: ParsedDeclaration | undefined): Scope {
  return options?.scope ?? 'test'
}

function findShortLived({ declared, parsed, graph, outer }: Checked): Fault[] {
  const scopeOf = (key: string): Scope | undefined => {
    const options = parsed.get(key)
    if (options === undefined) return outer.get(key)?.scope
    // An invalid scope is reported alone, not for the processes that depend on it.
    const { scope } = Object(declared.get(key)) as { scope?: unknown }
    return scope === options.scope ? readScope(options) : undefined
  }
  return [...graph].flatMap(([key, dependencies]) =>
    dependencies.flatMap((dependency) => {
      if (isPart(parsed.get(key), dependency)) return []
      const [own, other] = [scopeOf(key), scopeOf(dependency)]
      if (own === undefined || other === undefined || compareScopes(own, other) <= 0) return []
      const name = parsed.get(key)?.name ?? key
      // The path contains the name, unless the declaration has no key.
      const subject = key === name ? '' : `"${name}" `
      const message =
        `${subject}has scope "${own}", but depends on "${dependency}" of scope "${other}", which ends earlier; ` +
        `give "${name}" scope "${other}", or "${dependency}" scope "${own}"`
      return [{ key, problem: { path: '', message } }]
    }),
  )
}

/** Whether it is the agent or the template of a resource: they live as long as its server, which is checked. */
function isPart(options: ParsedDeclaration | undefined, dependency: string): boolean {
  const { agent, template } = options?.uses ?? {}
  return dependency === agent || dependency === template
}

/** One process serves all slots, so it cannot name any of them. */
function findLostWorkers(
  declared: ReadonlyMap<string, unknown>,
  parsed: ReadonlyMap<string, ParsedDeclaration>,
): Fault[] {
  const message =
    'all workers share a process of scope "run", so {worker} has no value; give it scope "worker"'
  return [...declared]
    .filter(([key]) => readScope(parsed.get(key)) === 'run')
    .flatMap(([key, declaration]) =>
      listPlaceholdersIn(declaration as object)
        .filter(({ name }) => name === 'worker')
        .map(({ path }) => ({ key, problem: { path, message } })),
    )
}

/** Two instances at a time need a scope with several instances, and a port each. */
function findUselessSpares(parsed: ReadonlyMap<string, ParsedDeclaration>): Fault[] {
  return [...parsed].flatMap(([key, options]) => {
    const { spares = 0, port } = options
    const scope = readScope(options)
    const path = 'spares'
    if (spares === 0) return []
    if (scope === 'run' || scope === 'worker') {
      const message = `there is only one process of scope "${scope}", so a spare would never be used; give it scope "test" or "file"`
      return [{ key, problem: { path, message } }]
    }
    if (port === undefined) return []
    const message = `a spare cannot have port ${port} as well; use {port} instead`
    return [{ key, problem: { path, message } }]
  })
}

/** Only a process that outlives the tests can be restarted before the next ones. */
function findUselessPatterns(parsed: ReadonlyMap<string, ParsedDeclaration>): Fault[] {
  return [...parsed]
    .filter(([, options]) => options.restartOn?.length && readScope(options) !== 'run')
    .map(([key, options]) => {
      const message = `a process of scope "${readScope(options)}" is started again by each run of its tests; leave it out, or give it scope "run"`
      return { key, problem: { path: 'restartOn', message } }
    })
}

/** Only a process of the run can outlive it. */
function findUselessKeeps(parsed: ReadonlyMap<string, ParsedDeclaration>): Fault[] {
  return [...parsed]
    .filter(([, { keep }]) => keep !== undefined)
    .filter(([, options]) => readScope(options) !== 'run' || options.oneShot)
    .map(([key, options]) => {
      const message = options.oneShot
        ? 'a process with "oneShot" is done before the run ends; leave it out'
        : `a process of scope "${readScope(options)}" cannot outlive the run; leave it out, or give it scope "run"`
      return { key, problem: { path: 'keep', message } }
    })
}

/** The agent of a resource that outlives the run answers to its keeper. */
function findUnaskable(parsed: ReadonlyMap<string, ParsedDeclaration>): Fault[] {
  const message =
    'a resource that outlives the run has an agent that the run cannot ask; leave it out, or keep the server in place of the resource'
  return [...parsed]
    .filter(([, { keep, reset, uses }]) => keep !== undefined && reset !== undefined && uses?.agent)
    .map(([key]) => ({ key, problem: { path: 'reset', message } }))
}

/** A process that outlives the run cannot depend on one that ends with it. */
function findNotKept({ parsed, graph, outer }: Checked): Fault[] {
  const find = (key: string): { readonly scope: Scope; readonly isKept: boolean } | undefined => {
    const options = parsed.get(key)
    if (options === undefined) return outer.get(key)
    return { scope: readScope(options), isKept: options.keep !== undefined }
  }
  return [...graph]
    .filter(([key]) => find(key)?.isKept)
    .flatMap(([key, dependencies]) =>
      dependencies
        .filter((dependency) => !isPart(parsed.get(key), dependency))
        .filter((dependency) => find(dependency)?.scope === 'run' && !find(dependency)?.isKept)
        .map((dependency) => {
          const remedy = parsed.get(dependency)?.oneShot
            ? 'leave "keep" out'
            : `give "${dependency}" a "keep" as well`
          const message = `it outlives the run, but depends on "${dependency}", which does not; ${remedy}`
          return { key, problem: { path: 'keep', message } }
        }),
    )
}
