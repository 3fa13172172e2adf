import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { identify, type Identity } from './death.js'
import { eventually } from './eventually.js'

/** How one test of a run ended. */
export interface TestReport {
  readonly title: string
  readonly status: string
  /** Everything that was wrong with it. */
  readonly message: string
  readonly duration?: number
}

/** A finished run of Vitest on one of the projects. */
export interface Run {
  readonly exitCode: number | null
  readonly output: string
  /** Finds the report of a test by its title. */
  test(title: string): TestReport
  /** The lines that the tests and programs wrote into the file `NOTES` names. */
  readonly notes: readonly string[]
}

/** What is run, and how. */
export interface RunOptions {
  /** A folder of `projects/`; default the one without a configuration of its own. */
  readonly project?: string
  /** Which test files: a part of their names. */
  readonly file?: string
  /** Default `run`. */
  readonly mode?: 'run' | 'watch'
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Version of Vitest; default 4.1. */
  readonly version?: string
}

/** A run of Vitest that may not have ended yet. */
export interface RunningVitest {
  /** The runner's main process, leader of a process group of its own. */
  readonly runner: Identity
  readonly ended: Promise<Run>
  /** In the environment of everything that the run starts, as `NOTES`. */
  readonly notesFile: string
  /** Waits until tests and programs have noted something that is accepted. */
  noted<T>(what: string, read: (notes: readonly string[]) => T | undefined): Promise<T>
  output(): string
}

const running = new Set<Pick<RunningVitest, 'runner' | 'ended'>>()

afterAll(async () => {
  // Workers of Vitest 4 outlive a runner that was killed.
  for (const { runner } of running) killGroup(runner.pid)
  await Promise.all([...running].map(({ ended }) => ended))
})

/** Runs test files in a Vitest of their own, to its end. */
export function runVitest(options: RunOptions): Promise<Run> {
  return startVitest(options).ended
}

/** Starts a Vitest of its own; it is killed if it still runs when the test file ends. */
export function startVitest(options: RunOptions): RunningVitest {
  const { project = 'plain', file, args = [], env = {}, version = '4.1' } = options
  const installation = inject('installations')[version]
  if (installation === undefined) throw new Error(`Vitest ${version} is not installed`)
  const { node, folder: root } = installation
  const folder = mkdtempSync(join(tmpdir(), 'run-vitest-'))
  const [report, notes] = [join(folder, 'report.json'), join(folder, 'notes')]
  writeFileSync(notes, '')
  const cli = [join(root, 'node_modules/vitest/vitest.mjs'), options.mode ?? 'run']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn(
    node,
    [...cli, ...reporters, ...args, ...(file === undefined ? [] : [file])],
    {
      cwd: join(root, 'projects', project),
      detached: true,
      env: { ...withoutVitest(process.env), NOTES: notes, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const runner = identify(child.pid ?? 0)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve)).then(
    async (exitCode) => {
      const run = readRun({ exitCode, output, report, notes: readLines(notes) })
      // Programs and workers that are dying may still write into it; `rmSync` does not look again at what is there then.
      await rm(folder, { recursive: true, maxRetries: 20 })
      return run
    },
  )
  running.add({ runner, ended })
  return {
    runner,
    ended,
    notesFile: notes,
    output: () => output,
    noted: (what, read) =>
      eventually(
        what,
        () => read(readLines(notes)),
        () => output,
      ),
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // nobody is left
  }
}

interface Outcome {
  readonly exitCode: number | null
  readonly output: string
  readonly report: string
  readonly notes: readonly string[]
}

function readRun({ exitCode, output, report, notes }: Outcome): Run {
  const tests = readTests(report)
  return {
    exitCode,
    output,
    notes,
    test: (title) => {
      const found = tests.find((test) => test.title === title)
      if (found === undefined) throw new Error(`no test "${title}" in the report:\n${output}`)
      return found
    },
  }
}

function readTests(report: string): TestReport[] {
  const text = readLines(report).join('\n')
  if (text === '') return []
  type Result = Omit<TestReport, 'message'> & { failureMessages: string[] }
  const { testResults } = JSON.parse(text) as { testResults: { assertionResults: Result[] }[] }
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return results.map((result) => ({ ...result, message: result.failureMessages.join('\n') }))
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

/** A Vitest inside a Vitest must not take itself for a worker. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).filter(
    ([key]) => !/^VITEST|^VITE_|^NODE_ENV$|^TEST$|^MIRAKURU_/.test(key),
  )
  return Object.fromEntries(entries)
}
