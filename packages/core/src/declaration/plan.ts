import { DeclarationError, type Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { fingerprint } from './fingerprint.js'
import type { Declaration } from './declaration.js'
import { describeSubject, inspectDeclaration, listPlaceholders } from './parse.js'
import type { ParsedDeclaration } from './parsed.js'
import { findReferenced, listPlaceholdersIn, type Sibling } from './references.js'
import { compareScopes, type Scope } from './scope.js'

/** The key of a declaration that was not given one. */
export const anonymous = ''

/** A process of a block: checked, with what it depends on. */
export interface PlannedProcess {
  /** Its key in the block. */
  readonly key: string
  readonly options: ParsedDeclaration
  readonly scope: Scope
  /** The keys of the processes that its placeholders name. */
  readonly dependencies: readonly string[]
  /** What its placeholders name of other processes. */
  readonly references: readonly Reference[]
  /** The same for all declarations that mean the same, references included. */
  readonly fingerprint: string
}

/** `{db.port}`: a value of another process. */
export interface Reference {
  readonly process: string
  readonly member: string
}

/** A process outside the block that its placeholders may name. */
export interface OuterProcess extends Sibling {
  readonly scope: Scope
  readonly fingerprint: string
}

/** Where a block was written. */
export interface PlanContext {
  /** Where a relative `cwd` begins. */
  readonly folder: string
  /** Processes that are there already, by the names the block has for them. */
  readonly outer: ReadonlyMap<string, OuterProcess>
}

/**
 * Checks the declarations of a block together, and finds what depends on what.
 *
 * @param block - declarations by name, each with its scope
 * @throws {@link DeclarationError} that lists everything that is wrong with any of them
 */
export function planProcesses(
  block: Readonly<Record<string, unknown>>,
  { folder, outer }: PlanContext,
): ReadonlyMap<string, PlannedProcess> {
  const problems: Problem[] = []
  const declared = new Map(Object.entries(block).map(([key, value]) => [key, named(key, value)]))
  const siblings = new Map<string, Sibling>(outer)
  for (const [key, declaration] of declared) siblings.set(key, describeSibling(declaration))
  const parsed = new Map<string, ParsedDeclaration>()
  for (const [key, declaration] of declared) {
    const others = new Map([...siblings].filter(([name]) => name !== key))
    const found = inspectDeclaration(declaration, others)
    problems.push(...found.problems.map((problem) => addPath(key, problem)))
    parsed.set(key, found.parsed)
  }
  const graph = new Map([...declared].map(([key, each]) => [key, findDependencies(each, siblings)]))
  problems.push(...findCycles(graph))
  problems.push(...findMismatches(parsed, graph, outer), ...findLostWorkers(declared, parsed))
  if (problems.length > 0) throw new DeclarationError(describeBlock(block), problems)
  return new Map(
    [...parsed].map(([key, options]) => [
      key,
      {
        key,
        options,
        scope: readScope(options),
        dependencies: graph.get(key) ?? [],
        references: listMembers(declared.get(key)),
        fingerprint: fingerprintOf(key, { parsed, graph, outer, folder }),
      },
    ]),
  )
}

/** In a block a process is called by its key unless it says otherwise. */
function named(key: string, declaration: unknown): unknown {
  const isObject = typeof declaration === 'object' && declaration !== null
  return isObject && key !== anonymous ? { name: key, ...declaration } : declaration
}

/** What others can name of a process, as far as what was written can be made out. */
export function describeSibling(declaration: unknown): Sibling {
  const { executor, ports, banner } = (declaration ?? {}) as Record<string, unknown>
  const names = Array.isArray(ports) ? ports.filter((each) => typeof each === 'string') : []
  const kind = executor as ParsedDeclaration['kind']
  const used = new Set(listPlaceholdersIn(Object(declaration) as object).map(({ name }) => name))
  const isServer = kind === 'tcp' || kind === 'http'
  const own = listPlaceholders({ kind, ports: names }).filter((name) => {
    if (name === 'tmp') return used.has('tmp')
    if (name === 'port') return isServer || used.has('port')
    return name !== 'worker'
  })
  const source =
    typeof banner === 'object' && banner !== null && '$regexp' in banner ? banner.$regexp : banner
  const groups = [...String(source ?? '').matchAll(/\(\?<(\w+)>/g)].map(([, group]) =>
    String(group),
  )
  const port = groups.includes('port') && !own.includes('port') ? ['port'] : []
  return { members: [...own, ...port, ...groups.map((group) => `captures.${group}`)] }
}

function findDependencies(declaration: unknown, siblings: ReadonlyMap<string, Sibling>): string[] {
  const named = listMembers(declaration).map(({ process }) => process)
  return [...new Set(named.filter((name) => siblings.has(name)))]
}

function listMembers(declaration: unknown): Reference[] {
  if (typeof declaration !== 'object' || declaration === null) return []
  return listPlaceholdersIn(declaration).flatMap(({ name }) => {
    const process = findReferenced(name)
    return process === undefined ? [] : [{ process, member: name.slice(process.length + 1) }]
  })
}

type Graph = ReadonlyMap<string, readonly string[]>

/** Each cycle once, as the way through it: `api → db → api`. */
function findCycles(graph: Graph): Problem[] {
  const finished = new Set<string>()
  const cycles: Problem[] = []
  const visit = (key: string, way: readonly string[]): void => {
    if (way.includes(key)) {
      const cycle = [...way.slice(way.indexOf(key)), key]
      cycles.push({ path: key, message: `depends on itself: ${cycle.join(' → ')}` })
      return
    }
    if (finished.has(key)) return
    for (const dependency of graph.get(key) ?? []) visit(dependency, [...way, key])
    finished.add(key)
  }
  for (const key of graph.keys()) visit(key, [])
  return cycles
}

function findMismatches(
  parsed: ReadonlyMap<string, ParsedDeclaration>,
  graph: Graph,
  outer: PlanContext['outer'],
): Problem[] {
  const scopeOf = (key: string): Scope =>
    parsed.has(key) ? readScope(parsed.get(key)) : (outer.get(key)?.scope ?? 'run')
  const labelOf = (key: string): string => parsed.get(key)?.name ?? key
  return [...graph].flatMap(([key, dependencies]) =>
    dependencies
      .filter((dependency) => compareScopes(scopeOf(key), scopeOf(dependency)) > 0)
      .map((dependency) => ({
        path: key,
        message:
          `"${labelOf(key)}" has scope "${scopeOf(key)}", but depends on "${dependency}" of scope ` +
          `"${scopeOf(dependency)}", which ends earlier; give "${labelOf(key)}" scope "${scopeOf(dependency)}", or ` +
          `"${dependency}" scope "${scopeOf(key)}"`,
      })),
  )
}

/** There is one process for all slots, so none of them can be named. */
function findLostWorkers(
  declared: ReadonlyMap<string, unknown>,
  parsed: ReadonlyMap<string, ParsedDeclaration>,
): Problem[] {
  return [...declared]
    .filter(([key]) => readScope(parsed.get(key)) === 'run')
    .flatMap(([key, declaration]) =>
      listPlaceholdersIn(declaration as object).map((found) => ({ key, ...found })),
    )
    .filter(({ name }) => name === 'worker')
    .map(({ key, path }) => ({
      path: `${key}.${path}`,
      message: 'a process of scope "run" belongs to no {worker}; give it scope "worker"',
    }))
}

interface Known {
  readonly parsed: ReadonlyMap<string, ParsedDeclaration>
  readonly graph: Graph
  readonly outer: PlanContext['outer']
  readonly folder: string
}

/** Two processes are the same only if what they depend on is. */
function fingerprintOf(key: string, known: Known): string {
  const outside = known.outer.get(key)
  if (outside !== undefined && !known.parsed.has(key)) return outside.fingerprint
  const dependencies = (known.graph.get(key) ?? []).map((name) => [
    name,
    fingerprintOf(name, known),
  ])
  return fingerprint({ folder: known.folder, options: known.parsed.get(key), dependencies })
}

function readScope(options: ParsedDeclaration | undefined): Scope {
  return options?.scope ?? 'test'
}

function addPath(key: string, { path, message }: Problem): Problem {
  return { path: [key, path].filter(Boolean).join('.'), message }
}

function describeBlock(block: Readonly<Record<string, unknown>>): string {
  const [[key, declaration] = [anonymous, undefined], ...others] = Object.entries(block)
  if (others.length > 0) return 'processes'
  if (key !== anonymous) return `declaration of "${key}"`
  const { executor, command, ...options } = Object(declaration) as Declaration
  return describeSubject(executor, command, options)
}

/** The process of a block that has this name. */
export function pickProcess(
  plan: ReadonlyMap<string, PlannedProcess>,
  name: string,
): PlannedProcess {
  const found = plan.get(name)
  if (found !== undefined) return found
  const near = findNearest(name, [...plan.keys()])
  const hint =
    near === undefined ? `there are ${[...plan.keys()].join(', ')}` : `did you mean "${near}"?`
  throw new DeclarationError('name of a process', [
    { path: '', message: `there is no process "${name}"; ${hint}` },
  ])
}
