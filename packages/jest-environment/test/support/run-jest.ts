import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { startRunner, type Run, type RunningRun } from '../../../core/test/support/run.js'

/** What is run, and how. */
export interface RunOptions {
  /** A folder of `projects/`. */
  readonly project: string
  /** Which test files: a part of their names. */
  readonly file?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Major version of Node; default 20. */
  readonly node?: string
  readonly nodeArgs?: readonly string[]
  /** Whether the runner has a channel to whoever started it. */
  readonly hasChannel?: boolean
}

const started = new Set<RunningRun>()

afterAll(async () => {
  for (const run of started) run.clear()
  await Promise.all([...started].map(({ ended }) => ended))
})

/** Runs test files in a Jest of their own, to its end. */
export function runJest(options: RunOptions): Promise<Run> {
  return startJest(options).ended
}

/** Starts a Jest of its own; it is killed if it still runs when the test file ends. */
export function startJest(options: RunOptions): RunningRun {
  const { project, file, args = [], env, nodeArgs = [], hasChannel } = options
  const folder = inject('installation')
  const node = inject('nodes')[options.node ?? process.versions.node.split('.')[0] ?? '']
  if (node === undefined) throw new Error(`There is no Node ${options.node}`)
  const cli = join(folder, 'node_modules/jest/bin/jest.js')
  const files = file === undefined ? [] : [file]
  const run = startRunner({
    command: (report) => {
      // What Jest remembers of earlier runs decides whether it uses workers.
      const cache = `--cacheDirectory=${join(report, '../cache')}`
      const reporting = ['--json', `--outputFile=${report}`, cache]
      return [node, ...nodeArgs, cli, ...reporting, ...args, ...files]
    },
    cwd: join(folder, 'projects', project),
    env,
    hasChannel,
  })
  started.add(run)
  return run
}
