import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { PackageManager } from './package-manager.js'
import type { Project } from './project.js'
import type { Runner, SourceFile } from './runners/runner.js'

/** How long a runner may take to list the tests. Milliseconds. */
const listTimeout = 30_000

/**
 * A test that a project has already: it shows where the runner looks for tests, and how they are written here. The runner
 * itself is asked, because its configuration may be a program.
 *
 * @returns `undefined` where there is none, or the runner cannot say so
 */
export function findExistingTest(
  project: Project,
  { listTests, package: name = '' }: Runner,
  manager: PackageManager,
): SourceFile | undefined {
  if (listTests === undefined || !project.has(name)) return undefined
  const [program = '', ...args] = [...manager.execute.split(' '), ...listTests]
  const { status, stdout } = spawnSync(program, args, {
    cwd: project.folder,
    encoding: 'utf8',
    timeout: listTimeout,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, npm_config_yes: 'false' }, // npx would install what is not there
    shell: process.platform === 'win32', // package managers are scripts there
  })
  if (status !== 0) return undefined
  const paths = stdout
    .split('\n')
    // Vitest names the project before the path, if there are several.
    .map((line) => resolve(project.folder, line.trim().replace(/^\[[^\]]*\] /, '')))
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && existsSync(path))
    .map((path) => relative(project.folder, path))
  const [path] = paths.toSorted((a, b) => countFolders(a) - countFolders(b) || a.localeCompare(b))
  if (path === undefined) return undefined
  return { path, text: readFileSync(join(project.folder, path), 'utf8') }
}

/** The path of another test in the same folder, with the same ending. */
export function placeBeside({ path }: SourceFile, name: string): string {
  return join(dirname(path), basename(path).replace(/^[^.]+/, name))
}

function countFolders(path: string): number {
  return path.split(/[/\\]/).length
}
