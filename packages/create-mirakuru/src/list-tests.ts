import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { PackageManager } from './package-manager.js'
import type { Project } from './project.js'
import type { Runner } from './runners/runner.js'

/** Somebody has pressed Ctrl-C. */
export class Interruption extends Error {}

const ignore = (): void => undefined

/** How long a runner may take to list the tests. Milliseconds. */
const limit = 30_000

/**
 * The files of tests that the runner of a project finds, relative to its folder. The runner itself is asked, because its
 * configuration may be a program.
 *
 * @returns none where the runner is not installed, or cannot say so
 * @throws {@link Interruption} on Ctrl-C
 */
export function listTests(
  project: Project,
  { listTests: command, package: name = '' }: Runner,
  manager: PackageManager,
): readonly string[] {
  if (command === undefined || !project.has(name)) return []
  const [program = '', ...args] = [...manager.execute.split(' '), ...command]
  const folder = realpathSync(project.folder)
  // The runner gets it as well, which is told by how it ends.
  process.on('SIGINT', ignore)
  const { status, signal, stdout } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: limit,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, npm_config_yes: 'false' }, // npx would install what is not there
    shell: process.platform === 'win32', // package managers are scripts there
  })
  process.off('SIGINT', ignore)
  if (signal === 'SIGINT' || status === 130) throw new Interruption()
  if (status !== 0) return []
  return (
    stdout
      .split('\n')
      // Vitest names the project before the path, if there are several.
      .map((line) => resolve(folder, line.trim().replace(/^\[[^\]]*\] /, '')))
      .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && existsSync(path))
      .map((path) => relative(folder, path))
  )
}
