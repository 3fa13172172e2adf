import {
  describeCommand,
  describeUnknownName,
  findMisuse,
  findStrangers,
  listReferences,
  nameDeclared,
  type Declaration,
  type Scope,
  type Variables,
} from '../declaration/index.js'

/** The processes of a configuration. */
export interface Block {
  /** Where relative paths in the declarations begin. */
  readonly folder: string
  /** By name, each with its scope. */
  readonly processes: Readonly<Record<string, Declaration>>
  /** For messages: where they are declared. */
  readonly source?: string | undefined
  /** Variables that are set for every test file, with values of the processes. */
  readonly env?: Variables
  /** Why some that are declared may be missing. */
  readonly fault?: Error
}

/** Gives the processes of a configuration their default scope. */
export function giveRunScope(processes: Readonly<Record<string, unknown>>): Block['processes'] {
  const entries = Object.entries(processes).map(([name, each]) => [
    name,
    typeof each === 'object' || typeof each === 'function' ? { scope: 'run', ...each } : each,
  ])
  return Object.fromEntries(entries) as Block['processes']
}

/** What a test file uses. */
export interface UseRequest {
  /** A name, or a declaration. */
  readonly wanted: unknown
  /** The processes of the configuration; `undefined` where there is none. */
  readonly block: Block | undefined
  /** Where relative paths begin in what is declared in the file. */
  readonly folder: string
  /** Another for every use in a file. */
  readonly number: number
  /** The name of the function that was called. */
  readonly caller: string
  /** How to configure a process of a name: what is said where none is. */
  readonly advise: (name: string) => string
}

/** The process that a use means. */
export interface UseTarget {
  readonly processes: Block['processes']
  /** Its name among them. */
  readonly key: string
  /** How messages call it. */
  readonly label: string
  /** Its command line, where its label is no more than the name of a program. */
  readonly command?: string | undefined
  readonly scope: Scope
  readonly folder: string
  /** For messages: where the block is declared that it is one of. */
  readonly source?: string | undefined
  /** What makes it another than one that is declared alike; processes of the block are shared. */
  readonly instance: string | undefined
  /** Why there is no such process. */
  readonly problem: Error | undefined
}

/** Finds out what a use means: a process of the block by its name, or one that is declared for it, with scope `file`. */
export function describeTarget(request: UseRequest): UseTarget {
  const { wanted } = request
  return typeof wanted === 'string'
    ? describeNamed(wanted, request)
    : describeOwn(Object(wanted) as Declaration, request)
}

function describeNamed(key: string, request: UseRequest): UseTarget {
  const { block, folder } = request
  const { processes = {} } = block ?? {}
  const declaration = Object.hasOwn(processes, key) ? processes[key] : undefined
  const { name: label = key, scope = 'run' } = declaration ?? {}
  const problem =
    declaration === undefined
      ? (block?.fault ?? describeUnknownName(key, listNames(request)))
      : undefined
  const common = { processes, key, label, scope, problem, instance: undefined }
  return { ...common, folder: block?.folder ?? folder, source: block?.source }
}

/** Only one that refers to others needs to know the block, and needs to care what is wrong with it. */
function describeOwn(given: Declaration, request: UseRequest): UseTarget {
  const { wanted, caller, folder, number } = request
  const { scope = 'file' } = given
  const key = ''
  const declaration = { ...given, scope } as Declaration
  const problem = findMisuse(wanted, caller) ?? findProblem(declaration, request)
  const label = nameDeclared(given)
  const command = given.name === undefined ? describeCommand(given) : undefined
  const common = { key, label, command, scope, problem }
  const instance = ` ${number}`
  const block = listReferences(declaration).length === 0 ? undefined : request.block
  if (block === undefined) return { ...common, instance, folder, processes: { [key]: declaration } }
  // Relative paths of the block may begin elsewhere.
  const placed = block.folder === folder ? declaration : { cwd: folder, ...declaration }
  const processes = { ...block.processes, [key]: placed }
  return { ...common, instance, folder: block.folder, processes }
}

function findProblem(declaration: Declaration, request: UseRequest): Error | undefined {
  const strangers = findStrangers(declaration, listNames(request))
  return strangers && (request.block?.fault ?? strangers)
}

function listNames({ block, caller, advise }: UseRequest): Parameters<typeof findStrangers>[1] {
  return { known: Object.keys(block?.processes ?? {}), caller, advise }
}

const defaultStartTimeout = 60_000
/** So that the error of a start that takes too long is ours, not the runner's, also where the supervisor is slow. */
const reserve = 60_000

/** How long a hook may take that starts a process with everything it depends on. Milliseconds. */
export function addUpTimeouts({ processes }: Pick<UseTarget, 'processes'>): number {
  return Object.values(processes)
    .map(({ startTimeout = defaultStartTimeout }) => startTimeout)
    .reduce((sum, each) => sum + each, reserve)
}
