import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { eventually, inTime } from './deadline.js'
import { findByEnvironment, identityOf, type Identity, type Snapshot } from './processes.js'

/** How one test of a run ended. */
export interface TestReport {
  readonly title: string
  /** Its title behind those of its blocks, as the runner joins them. */
  readonly fullName: string
  readonly status: string
  /** Everything that was wrong with it. */
  readonly message: string
  readonly duration?: number | null
}

/** A finished run of a test runner on one of the projects. */
export interface Run {
  readonly exitCode: number | null
  readonly output: string
  /** Of its output what it did not print to stdout: the two streams meet at any place. */
  readonly errorOutput: string
  /** Finds the report of a test by its title. */
  test(title: string): TestReport
  readonly tests: readonly TestReport[]
  /** The lines that the tests and programs wrote into the file `NOTES` names. */
  readonly notes: readonly string[]
}

/** A run that may not have ended yet. */
export interface RunningRun {
  /** The runner's main process, leader of a process group of its own. */
  readonly runner: Identity
  readonly ended: Promise<Run>
  /** Waits until tests and programs have noted something that is accepted. */
  noted<T>(what: string, read: (notes: readonly string[]) => T | undefined): Promise<T>
  output(): string
  /** Everything that was started by the run, directly or not, and still lives; the runner and its supervisor included. */
  listFamily(): Snapshot[]
  /** Kills what is left of the runner itself: a worker with a timer outlives it. */
  clear(): void
}

/** How a test runner is started. */
export interface Runner {
  /** @param report - the file in which it is to leave its report as JSON; beside it there is room for more */
  readonly command: (report: string) => readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>> | undefined
  /** Whether it has a channel to whoever started it. */
  readonly hasChannel?: boolean | undefined
}

/** Starts a test runner in a process of its own. */
export function startRunner({ command, cwd, env, hasChannel = false }: Runner): RunningRun {
  const folder = mkdtempSync(join(tmpdir(), 'run-'))
  const [report, notes] = [join(folder, 'report.json'), join(folder, 'notes')]
  writeFileSync(notes, '')
  const [program, ...args] = command(report)
  const child = spawn(program, args, {
    cwd,
    detached: true,
    env: { ...withoutRunner(process.env), NOTES: notes, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? (['ipc'] as const) : [])],
  })
  const output = collect(child.stdout, child.stderr)
  const errorOutput = collect(child.stderr)
  const runner = identityOf(child.pid)
  const listFamily = (): Snapshot[] =>
    findByEnvironment((variable) => variable === `NOTES=${notes}`)
  return {
    runner,
    ended: readAtEnd(child, () => ({
      output: output(),
      errorOutput: errorOutput(),
      report,
      notes,
    })),
    noted: async (what, read) => {
      const look = { what, within: 60_000 }
      const see = (): { noted: ReturnType<typeof read>; output: string } => ({
        noted: read(readLines(notes)),
        output: output(),
      })
      const { noted } = await eventually(look, see, (seen) => seen.noted !== undefined)
      return noted as NonNullable<typeof noted>
    },
    output,
    listFamily,
    clear: () => {
      if (listFamily().some(({ group }) => group === runner.pid)) killGroup(runner.pid)
    },
  }
}

interface Traces extends Pick<Run, 'output' | 'errorOutput'> {
  readonly report: string
  readonly notes: string
}

async function readAtEnd(child: ChildProcess, findTraces: () => Traces): Promise<Run> {
  const closed = once(child, 'close')
  const [exitCode] = (await once(child, 'exit')) as [number | null]
  // What it printed last may still be on its way; a worker that outlives it keeps the streams open.
  await inTime({ what: 'the end of its output', within: 1_000 }, closed).catch(() => undefined)
  const { report, notes, ...texts } = findTraces()
  const run = readRun({ exitCode, ...texts, tests: readTests(report), notes: readLines(notes) })
  // Programs and workers that are dying may still write into it; `rmSync` does not look again at what is there then.
  await rm(join(report, '..'), { recursive: true, maxRetries: 20 })
  return run
}

function readRun(run: Omit<Run, 'test'>): Run {
  const test = (title: string): TestReport => {
    const found = run.tests.find((each) => each.title === title)
    if (found === undefined) throw new Error(`no test "${title}" in the report:\n${run.output}`)
    return found
  }
  return { ...run, test }
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

function collect(...streams: readonly (Readable | null)[]): () => string {
  let text = ''
  for (const stream of streams)
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return () => text
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // The last one has gone meanwhile.
  }
}

/** A runner inside a Vitest must take itself neither for its worker nor for part of its run. */
function withoutRunner(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).filter(
    ([key]) => !/^VITEST|^VITE_|^NODE_ENV$|^TEST$|^MIRAKURU_/.test(key),
  )
  return Object.fromEntries(entries)
}
