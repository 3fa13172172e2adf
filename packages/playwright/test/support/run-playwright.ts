import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import {
  startRunner,
  type Run,
  type RunningRun,
  type TestReport,
} from '../../../core/test/support/run.js'

/** What is run, and how. */
export interface RunOptions {
  /** A folder of `projects/`. */
  readonly project: string
  /** Of Playwright, beside the one that tells this run; default `line`. */
  readonly reporter?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** How a test ended, as the reporter beside the projects writes it. */
export interface PlaywrightReport extends TestReport {
  /** What is attached to its last attempt: by name, its text. */
  readonly attachments: Readonly<Record<string, string>>
}

const started = new Set<RunningRun>()

afterAll(async () => {
  for (const run of started) run.clear()
  await Promise.all([...started].map(({ ended }) => ended))
})

/** Runs a project in a Playwright of its own, to its end. */
export function runPlaywright(options: RunOptions): Promise<Run> {
  return startPlaywright(options).ended
}

/** Starts a Playwright of its own; it is killed if it still runs when the test file ends. */
export function startPlaywright(options: RunOptions): RunningRun {
  const { project, reporter = 'line', args = [], env } = options
  const folder = inject('installation')
  const cli = join(folder, 'node_modules/@playwright/test/cli.js')
  const ours = join(folder, 'projects/reporter.mjs')
  const run = startRunner({
    // Its workers ask for colours whatever it is asked for, and programs of Node warn where both is said.
    command: (report) => [
      'env',
      '--unset=NO_COLOR',
      `REPORT=${report}`,
      process.execPath,
      cli,
      'test',
      `--reporter=${ours},${reporter}`,
      ...args,
    ],
    cwd: join(folder, 'projects', project),
    env,
  })
  started.add(run)
  return run
}

/** The report of a test, with what is attached to it. */
export function readReport(run: Run, title: string): PlaywrightReport {
  return run.test(title) as PlaywrightReport
}
