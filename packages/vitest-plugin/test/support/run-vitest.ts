import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const projects = fileURLToPath(new URL('../projects', import.meta.url))
const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'))

/** How one test of a run ended. */
export interface TestReport {
  readonly title: string
  readonly status: string
  /** Everything that was wrong with it. */
  readonly message: string
  readonly duration?: number
  readonly meta: { readonly mirakuru?: readonly { readonly name: string }[] }
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

/** Runs the test files of `projects/` whose name matches, in a Vitest of their own. */
export async function runVitest(file: string, args: readonly string[] = []): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'run-vitest-'))
  try {
    return await runIn(folder, [file, ...args])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function runIn(folder: string, args: readonly string[]): Promise<Run> {
  const report = join(folder, 'report.json')
  const notes = join(folder, 'notes')
  const cli = [join(vitest, 'vitest.mjs'), 'run', '--root', projects]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn(process.execPath, [...cli, ...reporters, ...args], {
    env: { ...withoutVitest(process.env), NOTES: notes, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const tests = readTests(report)
  return {
    exitCode,
    output,
    test: (title) => {
      const found = tests.find((test) => test.title === title)
      if (found === undefined) throw new Error(`no test "${title}" in the report:\n${output}`)
      return found
    },
    notes: readLines(notes),
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
    return readFileSync(path, 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

/** A Vitest inside a Vitest must not take itself for a worker. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).filter(
    ([key]) => !/^VITEST|^VITE_|^NODE_ENV$|^TEST$/.test(key),
  )
  return Object.fromEntries(entries)
}
