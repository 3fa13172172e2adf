import { resolve } from 'node:path'
import { DeclarationError, type Problem } from '../errors/index.js'
import { anonymous, type Declaration } from './declaration.js'
import { fingerprint } from './fingerprint.js'
import { describeDeclaration, inspectDeclaration } from './parse.js'
import type { ParsedDeclaration } from './parsed.js'
import { findMisfits, readScope, type Fault, type Graph } from './misfits.js'
import { describeUnknownProcess } from './misuse.js'
import { dropRepeated } from './problems.js'
import { findReferenced, listPlaceholdersIn, type Sibling } from './references.js'
import { expandResources, type Uses } from './resource.js'
import type { Scope } from './scope.js'
import { describeSibling } from './sibling.js'
import { listNames, suggestName } from './unknown-placeholder.js'

/** A process of a block: checked, with what it depends on. */
export interface PlannedProcess {
  /** Its key in the block. */
  readonly key: string
  readonly options: ParsedDeclaration
  /** As written, so that another process can plan it too. */
  readonly declaration: Declaration
  readonly scope: Scope
  /** The keys of the processes that its placeholders name. */
  readonly dependencies: readonly string[]
  /** The values of other processes that its placeholders name. */
  readonly references: readonly Reference[]
  /** Equal for declarations with the same meaning, references included. */
  readonly fingerprint: string
}

/** A value of another process. */
export interface Reference {
  /** The key of the process. */
  readonly process: string
  readonly member: string
  /** As it is written: `db.port`. */
  readonly placeholder: string
}

/** A process outside the block that its placeholders may name. */
export interface OuterProcess extends Sibling {
  readonly scope: Scope
  readonly isKept: boolean
  readonly fingerprint: string
}

/** Where a block was written. */
export interface PlanContext {
  /** The folder against which a relative `cwd` is resolved. */
  readonly folder: string
  /** Existing processes, by the names that the block uses. */
  readonly outer: ReadonlyMap<string, OuterProcess>
}

/**
 * Checks the declarations of a block together, and finds their dependencies.
 *
 * @param block - declarations by name, each with its scope
 * @throws {@link DeclarationError} that lists all problems of all declarations
 */
export function planProcesses(
  block: Readonly<Record<string, unknown>>,
  { folder, outer }: PlanContext,
): ReadonlyMap<string, PlannedProcess> {
  const faults: Fault[] = []
  const named = Object.entries(block).map(([key, value]) => [key, nameByKey(key, value)] as const)
  const declared = expandResources(new Map(named))
  const siblings = new Map<string, Sibling>(outer)
  for (const [key, declaration] of declared) siblings.set(key, describeSibling(declaration))
  const parsed = new Map<string, ParsedDeclaration>()
  for (const [key, declaration] of declared) {
    const found = inspectDeclaration(declaration, withAliases(declaration, siblings))
    faults.push(...findMissingServer(key, declaration, siblings))
    faults.push(...found.problems.map((problem) => ({ key, problem: toWritten(key, problem) })))
    parsed.set(key, found.parsed)
  }
  const graph = new Map(
    [...declared].map(([key, each]) => [key, findDependencies(key, each, siblings)]),
  )
  faults.push(...findSelfReferences(declared), ...findCycles(graph))
  faults.push(...findMisfits({ declared, parsed, graph, outer }))
  if (faults.length > 0) throw describeFaults(block, faults)
  return new Map(
    [...parsed].map(([key, options]) => [
      key,
      {
        key,
        options,
        declaration: declared.get(key) as Declaration,
        scope: readScope(options),
        dependencies: graph.get(key) ?? [],
        references: listMembers(declared.get(key)),
        fingerprint: fingerprintOf(key, { parsed, graph, outer, folder }),
      },
    ]),
  )
}

/** The template of a resource is declared with `inputs`. */
function toWritten(key: string, { path, message }: Problem): Problem {
  const isTemplate = key.endsWith('.template')
  return { path: isTemplate ? path.replace(/^restartOn\b/, 'inputs') : path, message }
}

/** The default name of a process in a block is its key. */
function nameByKey(key: string, declaration: unknown): unknown {
  const isObject =
    typeof declaration === 'object' && declaration !== null && !Array.isArray(declaration)
  return isObject && key !== anonymous ? { name: key, ...declaration } : declaration
}

/** A resource is found where its server is. */
const impliedMembers: Readonly<Record<string, readonly string[]>> = {
  server: ['host', 'port'],
  template: ['id'],
}

function readUses(declaration: unknown): Uses {
  return (Object(declaration) as { uses?: Uses }).uses ?? {}
}

/** A resource has names of its own for the processes that it is made of. */
function withAliases(
  declaration: unknown,
  siblings: ReadonlyMap<string, Sibling>,
): ReadonlyMap<string, Sibling> {
  const aliases = Object.entries(readUses(declaration)).flatMap(([alias, key]) => {
    const found = siblings.get(key)
    return found === undefined ? [] : [[alias, found] as const]
  })
  return aliases.length === 0 ? siblings : new Map([...siblings, ...aliases])
}

function findMissingServer(
  key: string,
  declaration: unknown,
  siblings: ReadonlyMap<string, Sibling>,
): Fault[] {
  const { server } = readUses(declaration)
  if (server === undefined) return []
  const fault = (message: string): Fault[] => [{ key, problem: { path: 'server', message } }]
  if (server === key) return fault('must be another process')
  if (siblings.has(server)) return []
  const names = listNames(siblings.keys()).filter((name) => name !== key)
  return fault(
    names.length === 0
      ? `names a process "${server}", but this one is declared alone: declare both in one block, or pass the declaration itself`
      : `there is no process "${server}"; ${suggestName(server, names)}`,
  )
}

function findDependencies(
  key: string,
  declaration: unknown,
  siblings: ReadonlyMap<string, Sibling>,
): string[] {
  const used = Object.values(readUses(declaration))
  const referenced = [...listReferencesIn(declaration).map(({ process }) => process), ...used]
  return [...new Set(referenced.filter((name) => name !== key && siblings.has(name)))]
}

function listReferencesIn(declaration: unknown): (Reference & { path: string })[] {
  const uses = readUses(declaration)
  return listPlaceholdersIn(Object(declaration) as object).flatMap(({ path, name }) => {
    const written = findReferenced(name)
    if (written === undefined) return []
    const process = (Object.hasOwn(uses, written) && uses[written]) || written
    return [{ path, process, member: name.slice(written.length + 1), placeholder: name }]
  })
}

function listMembers(declaration: unknown): Reference[] {
  const implied = Object.entries(readUses(declaration)).flatMap(([alias, process]) =>
    (impliedMembers[alias] ?? []).map((member) => ({
      process,
      member,
      placeholder: `${alias}.${member}`,
    })),
  )
  const written = listReferencesIn(declaration).map(({ process, member, placeholder }) => ({
    process,
    member,
    placeholder,
  }))
  return [...implied, ...written]
}

function findSelfReferences(declared: ReadonlyMap<string, unknown>): Fault[] {
  return [...declared].flatMap(([key, declaration]) =>
    listReferencesIn(declaration)
      .filter(({ process }) => process === key)
      .map(({ path, member }) => {
        const message = `{${key}.${member}} is a value of "${key}" itself, which calls it {${member}}`
        return { key, problem: { path, message } }
      }),
  )
}

/** Each cycle once, as a path: `api → db → api`. */
function findCycles(graph: Graph): Fault[] {
  const finished = new Set<string>()
  const cycles: Fault[] = []
  const visit = (key: string, way: readonly string[]): void => {
    if (way.includes(key)) {
      const cycle = [...way.slice(way.indexOf(key)), key]
      const message = `depends on itself: ${cycle.join(' → ')}`
      cycles.push({ key, problem: { path: '', message } })
      return
    }
    if (finished.has(key)) return
    for (const dependency of graph.get(key) ?? []) visit(dependency, [...way, key])
    finished.add(key)
  }
  for (const key of graph.keys()) visit(key, [])
  return cycles
}

interface Known {
  readonly parsed: ReadonlyMap<string, ParsedDeclaration>
  readonly graph: Graph
  readonly outer: PlanContext['outer']
  readonly folder: string
}

/** Two processes are the same only if their dependencies are. */
function fingerprintOf(key: string, known: Known): string {
  const outside = known.outer.get(key)
  if (outside !== undefined && !known.parsed.has(key)) return outside.fingerprint
  const aliases = new Map(Object.entries(known.parsed.get(key)?.uses ?? {}).map(([a, b]) => [b, a]))
  const dependencies = (known.graph.get(key) ?? []).map((name) => [
    aliases.get(name) ?? name,
    fingerprintOf(name, known),
  ])
  const parsed = known.parsed.get(key)
  const options = { ...parsed, uses: undefined }
  // Only a relative `cwd` depends on the folder.
  return fingerprint({ folder: resolve(known.folder, parsed?.cwd ?? ''), options, dependencies })
}

/** Messages distinguish a declaration without a key from the block around it. */
function describeFaults(
  block: Readonly<Record<string, unknown>>,
  faults: readonly Fault[],
): DeclarationError {
  const own = describeDeclaration(block[anonymous])
  const isOwn = faults.every(({ key }) => key === anonymous)
  if (isOwn) return new DeclarationError(own, dropRepeated(faults.map(({ problem }) => problem)))
  const keys = Object.keys(block)
  const isAlone = keys.length === 1 && keys[0] === anonymous
  const problems = faults.map(({ key, problem: { path, message } }) => ({
    path: [key === anonymous && !isAlone ? own : key.replace(/^\./, ''), path]
      .filter(Boolean)
      .join('.'),
    message,
  }))
  if (isAlone) return new DeclarationError(own, dropRepeated(problems))
  const subject = keys.length === 1 ? `declaration of "${keys[0]}"` : 'processes'
  return new DeclarationError(subject, dropRepeated(problems))
}

/** The process of a block that has this name. */
export function pickProcess(
  plan: ReadonlyMap<string, PlannedProcess>,
  name: string,
): PlannedProcess {
  const found = plan.get(name)
  if (found !== undefined) return found
  throw describeUnknownProcess('name of a process', name, [...plan.keys()])
}
