import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { startRunner, type Run, type RunningRun } from '../../../core/test/support/run.js'

/** What is run, and how. */
export interface RunOptions {
  /** A folder of `projects/`; default the one without a configuration of its own. */
  readonly project?: string
  /** Which test files: a part of their names. */
  readonly file?: string
  /** Default `run`. */
  readonly mode?: 'run' | 'watch' | 'list'
  /** A script that uses Vitest's API, instead of its command line; its path begins at the project. */
  readonly script?: string
  /** Default `default`; one that writes JSON comes always with it. */
  readonly reporter?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Version of Vitest; default 4.1. */
  readonly version?: string
}

const started = new Set<RunningRun>()

afterAll(async () => {
  for (const run of started) run.clear()
  await Promise.all([...started].map(({ ended }) => ended))
})

/** Runs test files in a Vitest of their own, to its end. */
export function runVitest(options: RunOptions): Promise<Run> {
  return startVitest(options).ended
}

/** Starts a Vitest of its own; it is killed if it still runs when the test file ends. */
export function startVitest(options: RunOptions): RunningRun {
  const { project = 'plain', file, args = [], env, version = '4.1', reporter = 'default' } = options
  const installation = inject('installations')[version]
  if (installation === undefined) throw new Error(`Vitest ${version} is not installed`)
  const { node, folder } = installation
  const cli = join(folder, 'node_modules/vitest/vitest.mjs')
  const files = file === undefined ? [] : [file]
  const run = startRunner({
    command: (report) => {
      if (options.script !== undefined) return [node, options.script]
      if (options.mode === 'list') return [node, cli, 'list', ...args, ...files]
      const reporters = [`--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${report}`]
      return [node, cli, options.mode ?? 'run', ...reporters, ...args, ...files]
    },
    cwd: join(folder, 'projects', project),
    env,
  })
  started.add(run)
  return run
}
