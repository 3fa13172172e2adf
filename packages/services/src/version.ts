import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import type { coerce, compare, satisfies, validRange } from 'semver'

interface Semver {
  readonly coerce: typeof coerce
  readonly compare: typeof compare
  readonly satisfies: typeof satisfies
  readonly validRange: typeof validRange
}

/** Loaded when a version is asked for. */
function loadSemver(): Semver {
  return createRequire(import.meta.url)('semver') as Semver
}

/** Whether a text is a semver range. */
export function isRange(text: string): boolean {
  return loadSemver().validRange(text) !== null
}

/** A program whose version may be known. */
export interface Versioned {
  /** The path of the program, and its arguments. */
  readonly command: readonly [string, ...string[]]
  readonly version?: string | undefined
}

/** The newest program whose version satisfies a range. */
export function pickNewest<Program extends Versioned>(
  programs: readonly Program[],
  range: string,
  printVersion = (path: string): readonly string[] => [path, '--version'],
): Program | undefined {
  const semver = loadSemver()
  const fit = programs.flatMap((program) => {
    const version = semver.coerce(program.version ?? probe(printVersion(program.command[0])))
    return version !== null && semver.satisfies(version, range) ? [{ program, version }] : []
  })
  return fit.sort((a, b) => semver.compare(b.version, a.version))[0]?.program
}

const printed = new Map<string, string>()

/** What a command prints; some print the version to standard error. */
function probe([file = '', ...args]: readonly string[]): string {
  const key = [file, ...args].join(' ')
  const known = printed.get(key)
  if (known !== undefined) return known
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 30_000 })
  const text = `${stdout}${stderr}`
  printed.set(key, text)
  return text
}
