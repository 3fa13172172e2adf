import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pickNewest } from './version.js'

/** What a service looks for. */
export interface ProgramSearch {
  /** File names, the preferred one first: `['redis-server']`. */
  readonly names: readonly string[]
  /** Further folders; `*` stands for the name of any one folder: `/usr/lib/postgresql/*\/bin`. */
  readonly folders?: readonly string[] | undefined
  /** An npm package that ships it, as a command of the same name unless `packaged` finds it. */
  readonly package?: string | undefined
  /** Finds the program in the folder of that package. */
  readonly packaged?: ((folder: string) => Program | undefined) | undefined
  /** The argument that prints the version. Default `--version`. */
  readonly versionArgument?: string | undefined
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
  const inPath =
    choice.from === 'package' ? [] : folders.flatMap((folder) => findIn(folder, search.names))
  const inPackage = choice.from === 'path' ? [] : findInPackage(search, choice.cwd)
  const found = [...inPath, ...inPackage]
  const { version } = choice
  const chosen =
    version === undefined ? found[0] : pickNewest(found, version, search.versionArgument)
  if (chosen !== undefined) return chosen
  const [name = ''] = search.names
  const unavailable = explainMissing(search, choice, { folders, found })
  return { command: [name], folder: '', unavailable }
}

function listFolders({ folders = [] }: ProgramSearch): string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return [...new Set([...path, ...[...folders, ...hidden].flatMap(expandFolder)])]
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

function findIn(folder: string, names: readonly string[]): Program[] {
  return names
    .map((name) => join(folder, name))
    .filter(isExecutable)
    .map((path) => ({ command: [path], folder }))
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
  const { bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Readonly<Record<string, string>>
  }
  const files = typeof bin === 'string' ? { [basename(name)]: bin } : bin
  return names
    .flatMap((each) => files[each] ?? [])
    .map((file) => ({ command: [process.execPath, join(folder, file)], folder }))
}

const ownFolder = dirname(fileURLToPath(import.meta.url))

/** Finds the folder of an npm package, by hand: most packages do not export their `package.json`. */
export function findPackageFolder(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  if (statSync(join(folder, 'package.json'), { throwIfNoEntry: false })?.isFile()) return folder
  return dirname(from) === from ? undefined : findPackageFolder(name, dirname(from))
}

function explainMissing(
  { names, package: packageName, install }: ProgramSearch,
  { from, version }: ProgramChoice,
  { folders, found }: { readonly folders: readonly string[]; readonly found: readonly Program[] },
): string {
  const wanted = `${names.join(' or ')}${version === undefined ? '' : ` of version ${version}`}`
  const places = [
    ...(from === 'package' ? [] : [folders.join(', ')]),
    ...(from === 'path' || packageName === undefined ? [] : [`the npm package ${packageName}`]),
  ]
  const others = found.map(({ command }) => command.at(-1)).join(', ')
  const unfit = others === '' ? '' : `; does not satisfy it: ${others}`
  return `there is no ${wanted} in ${places.join(' nor in ')}${unfit}; install it with: ${install.join(', or: ')}`
}
