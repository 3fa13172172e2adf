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
  readonly duration?: number | null
}

/** A finished run of Jest on one of the projects. */
export interface Run {
  readonly exitCode: number | null
  readonly output: string
  /** Finds the report of a test by its title. */
  test(title: string): TestReport
  readonly tests: readonly TestReport[]
  /** The lines that tests and programs wrote into the file `NOTES` names. */
  readonly notes: readonly string[]
}

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

/** A run of Jest that may not have ended yet. */
export interface RunningJest {
  /** The runner's main process, leader of a process group of its own. */
  readonly runner: Identity
  readonly ended: Promise<Run>
  /** In the environment of everything that the run starts, as `NOTES`. */
  readonly notesFile: string
  /** Waits until tests and programs have noted something that is accepted. */
  noted<T>(what: string, read: (notes: readonly string[]) => T | undefined): Promise<T>
  output(): string
  /** Kills what is left of Jest itself: a worker with a timer outlives its runner. */
  clear(): void
}

const running = new Set<Pick<RunningJest, 'ended' | 'clear'>>()

afterAll(async () => {
  for (const jest of running) jest.clear()
  await Promise.all([...running].map(({ ended }) => ended))
})

/** Runs test files in a Jest of their own, to its end. */
export function runJest(options: RunOptions): Promise<Run> {
  return startJest(options).ended
}

/** Starts a Jest of its own; it is killed if it still runs when the test file ends. */
export function startJest({
  project,
  file,
  args = [],
  env = {},
  ...options
}: RunOptions): RunningJest {
  const root = inject('installation')
  const node = inject('nodes')[options.node ?? process.versions.node.split('.')[0] ?? '']
  if (node === undefined) throw new Error(`There is no Node ${options.node}`)
  const folder = mkdtempSync(join(tmpdir(), 'run-jest-'))
  const [report, notes] = [join(folder, 'report.json'), join(folder, 'notes')]
  writeFileSync(notes, '')
  const cli = [...(options.nodeArgs ?? []), join(root, 'node_modules/jest/bin/jest.js')]
  // What Jest remembers of earlier runs decides whether it uses workers.
  const reporting = [
    '--json',
    `--outputFile=${report}`,
    `--cacheDirectory=${join(folder, 'cache')}`,
  ]
  const files = file === undefined ? [] : [file]
  const child = spawn(node, [...cli, ...reporting, ...args, ...files], {
    cwd: join(root, 'projects', project),
    detached: true,
    env: { ...withoutVitest(process.env), NOTES: notes, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe', ...(options.hasChannel ? (['ipc'] as const) : [])],
  })
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const runner = identify(child.pid ?? 0)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve)).then(
    async (exitCode) => {
      const run = readRun({ exitCode, output, report, notes: readLines(notes) })
      // Programs and workers that are dying may still write into it; `rmSync` does not look again at what is there then.
      await rm(folder, { recursive: true, maxRetries: 20 })
      return run
    },
  )
  const clear = (): void => killGroup(runner.pid)
  running.add({ ended, clear })
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
    clear,
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // nobody is left
  }
}

interface Outcome extends Pick<Run, 'exitCode' | 'output' | 'notes'> {
  readonly report: string
}

function readRun({ exitCode, output, report, notes }: Outcome): Run {
  const tests = readTests(report)
  return {
    exitCode,
    output,
    notes,
    tests,
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

/** A Jest inside a Vitest must take itself neither for its worker nor for part of its run. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).filter(
    ([key]) => !/^VITEST|^VITE_|^NODE_ENV$|^TEST$|^MIRAKURU_/.test(key),
  )
  return Object.fromEntries(entries)
}
