import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, inject } from 'vitest'
import { startRunner, type Run, type RunningRun } from '../../../core/test/support/run.js'

/** What is run, and how. */
export interface RunOptions {
  /** A folder of `projects/`. */
  readonly project: string
  /** Which test files; default all. */
  readonly files?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Major version of Node; default the one that runs the tests. */
  readonly version?: string | undefined
  /** `false`: the file is run without the runner. */
  readonly isRunner?: boolean
}

/** The major versions of Node that there are, beginning with the one that runs the tests. */
export const versions: readonly string[] = [
  ...new Set([process.versions.node.split('.')[0] ?? '', ...Object.keys(inject('nodes'))]),
]

const reporter = fileURLToPath(new URL('json-reporter.mjs', import.meta.url))
const started = new Set<RunningRun>()

afterAll(async () => {
  for (const run of started) run.clear()
  await Promise.all([...started].map(({ ended }) => ended))
})

/** Runs test files in a Node of their own, to its end. */
export function runNodeTest(options: RunOptions): Promise<Run> {
  return startNodeTest(options).ended
}

/** Starts a run of test files; it is killed if it still runs when the test file ends. */
export function startNodeTest(options: RunOptions): RunningRun {
  const { project, files = [], args = [], env, version = versions[0] ?? '' } = options
  const node = inject('nodes')[version]
  if (node === undefined) throw new Error(`There is no Node ${version}`)
  const runner = options.isRunner === false ? [] : ['--test']
  const run = startRunner({
    command: (report) => {
      const reporters = [
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        `--test-reporter=${reporter}`,
        `--test-reporter-destination=${report}`,
      ]
      return [node, ...runner, ...reporters, ...args, ...files]
    },
    cwd: join(inject('installation'), 'projects', project),
    env,
  })
  started.add(run)
  return run
}
