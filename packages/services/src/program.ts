import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pickNewest } from './version.js'

/** What a service looks for. */
export interface ProgramSearch {
  /** File names, the preferred one first: `['redis-server']`. Absolute paths are tried before PATH. */
  readonly names: readonly string[]
  /** Further folders; `*` stands for the name of any one folder: `/usr/lib/postgresql/*\/bin`. */
  readonly folders?: readonly string[] | undefined
  /** An npm package that ships it, as a command of the same name unless `packaged` finds it. */
  readonly package?: string | undefined
  /** Finds the program in the folder of that package. */
  readonly packaged?: ((folder: string) => Program | undefined) | undefined
  /** The command that prints the version of the program with this path. Default: the program with `--version`. */
  readonly printVersion?: ((path: string) => readonly string[]) | undefined
  /** Commands that install it: `['apt-get install redis-server', 'brew install redis']`. */
  readonly install: readonly string[]
}

/** Which of several to take, and where to look. */
export interface ProgramChoice {
  /** Where to look; `'auto'`: in PATH and the usual folders, then in npm packages. */
  readonly from: 'auto' | 'path' | 'package'
  /** A semver range. */
  readonly version?: string | undefined
  /** The folder from which npm packages are found. */
  readonly cwd: string
}

/** A program that was found, or why not. */
export interface Program {
  /** The program, with the interpreter that it needs. */
  readonly command: readonly [string, ...string[]]
  /** The folder that it is in, where its companions are. */
  readonly folder: string
  /** Its version, if that is known without starting it. */
  readonly version?: string | undefined
  /** Why it cannot be used, and how to install one that can. */
  readonly unavailable?: string | undefined
}

/** Where systems put servers that are not in the PATH of an ordinary user. */
const hidden = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/*/bin',
  '/usr/local/opt/*/bin',
]

/** Finds a program, without starting it unless a version is asked for. */
export function findProgram(search: ProgramSearch, choice: ProgramChoice): Program {
  const folders = listFolders(search)
  const inPath = choice.from === 'package' ? [] : findInPath(folders, search.names)
  const inPackage = choice.from === 'path' ? [] : findInPackage(search, choice.cwd)
  const found = [...inPath, ...inPackage]
  const { version } = choice
  const chosen = version === undefined ? found[0] : pickNewest(found, version, search.printVersion)
  if (chosen !== undefined) return chosen
  const [name = ''] = search.names
  const unavailable = explainMissing(search, choice, found)
  return { command: [name], folder: '', unavailable }
}

/** Whether a command is in PATH; one with a slash is a path itself. */
export function isCommand(name: string): boolean {
  if (name.includes('/')) return isExecutable(name)
  return listPath().some((folder) => isExecutable(join(folder, name)))
}

function listPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter)
}

function listFolders({ folders = [] }: ProgramSearch): string[] {
  const path = listPath().filter(isPlaceOfPrograms)
  return [...new Set([...path, ...[...folders, ...hidden].flatMap(expandFolder)])]
}

/** \`npm run\` adds the commands of packages: what is there is the matter of \`'package'\`. */
function isPlaceOfPrograms(folder: string): boolean {
  return folder !== '' && !folder.endsWith(join('node_modules', '.bin'))
}

/** `/usr/lib/postgresql/*\/bin` → one for each version that is installed, the newest first. */
function expandFolder(pattern: string): string[] {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return [pattern]
  const parent = start.slice(0, start.lastIndexOf('/') + 1)
  try {
    return readdirSync(parent)
      .filter((each) => `${parent}${each}`.startsWith(start))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((each) => join(parent, each, end))
  } catch {
    return []
  }
}

function findInPath(folders: readonly string[], names: readonly string[]): Program[] {
  const inFolders = folders.flatMap((folder) =>
    names.filter((name) => !isAbsolute(name)).map((name) => join(folder, name)),
  )
  return [...names.filter((name) => isAbsolute(name)), ...inFolders]
    .filter(isExecutable)
    .map((path) => ({ command: [path], folder: dirname(path) }))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The command of an npm package that is installed where the tests are, or beside this package. */
function findInPackage({ names, package: name, packaged }: ProgramSearch, cwd: string): Program[] {
  if (name === undefined) return []
  const folder = findPackageFolder(name, cwd) ?? findPackageFolder(name, ownFolder)
  if (folder === undefined) return []
  if (packaged !== undefined) return [packaged(folder)].filter((each) => each !== undefined)
  const { bin = {}, version } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  const files = typeof bin === 'string' ? { [basename(name)]: bin } : bin
  return names
    .flatMap((each) => files[each] ?? [])
    .map((file) => ({ command: [process.execPath, join(folder, file)], folder, version }))
}

interface Manifest {
  readonly bin?: string | Readonly<Record<string, string>>
  readonly version: string
}

const ownFolder = dirname(fileURLToPath(import.meta.url))

/** Finds the folder of an npm package, by hand: most packages do not export their `package.json`. */
export function findPackageFolder(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  if (statSync(join(folder, 'package.json'), { throwIfNoEntry: false })?.isFile()) return folder
  return dirname(from) === from ? undefined : findPackageFolder(name, dirname(from))
}

function explainMissing(
  search: ProgramSearch,
  { from, version }: ProgramChoice,
  found: readonly Program[],
): string {
  const { names, folders = [], package: packageName, install } = search
  const wanted = `${names.join(' or ')}${version === undefined ? '' : ` of version ${version}`}`
  const places = [
    ...(from === 'package' ? [] : [`PATH, ${[...folders, ...hidden].join(', ')}`]),
    ...(from === 'path' || packageName === undefined ? [] : [`the npm package ${packageName}`]),
  ]
  const others = found.map(({ command }) => command.at(-1)).join(', ')
  const unfit = others === '' ? '' : `; of another version: ${others}`
  return `there is no ${wanted} in ${places.join(' nor in ')}${unfit}; install it with: ${install.join(', or: ')}`
}
