import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SupervisorError } from '../errors/index.js'
import { noteLogFile, readStartTime, writeToken, type Rendezvous } from '../protocol/index.js'
import { findWorkingFolder } from './working-folder.js'

const shownLines = 20
/** A process that waits most of the time: 65 MiB instead of 73, and not slower. */
const nodeArguments = ['--max-semi-space-size=2', '--optimize-for-size']
/** What is true of one run, and not of those that follow it. */
const variablesOfRuns = new Set(['MIRAKURU_RUNNER', 'MIRAKURU_REPORT'])

/**
 * Starts the supervisor of a run in a session of its own, so that what kills the runner's group or terminal does not
 * kill it.
 *
 * @returns why it ended, if it ends before anybody could connect: nothing else settles the promise
 */
export function spawnSupervisor(rendezvous: Rendezvous): Promise<SupervisorError> {
  const { pid, startTime } = rendezvous.runner
  const logFile = chooseLogFile(`supervisor-${pid}-${startTime}.log`, findWorkingFolder())
  noteLogFile(rendezvous, logFile)
  writeToken(rendezvous)
  const env = { ...process.env }
  const isTraced = env['MIRAKURU_DEBUG'] === '1' || /\bmirakuru\b/.test(env['NODE_DEBUG'] ?? '')
  if (isTraced) env['NODE_DEBUG'] = [env['NODE_DEBUG'], 'mirakuru'].filter(Boolean).join(',')
  return start({ rendezvous, logFile, isTraced }, env)
}

/** For whom a supervisor keeps processes between runs. */
export interface KeptProject {
  readonly folder: string
  /** What has to be the same for a run to be served by it. */
  readonly key: string
}

/** What the command line of a supervisor says. */
export interface SupervisorArguments {
  /** Where the clients of its run meet it. */
  readonly rendezvous?: Rendezvous
  /** What it is a keeper for, if it belongs to no run. */
  readonly keeps?: KeptProject
  readonly logFile: string
  /** What Node's own options were for the runner: for its processes, not for the supervisor. */
  readonly nodeOptions: string | undefined
  /** Whether a person follows what happens, on the standard error of the runner. */
  readonly isTraced: boolean
}

/**
 * Starts a supervisor that belongs to no run, but to a project; it makes the place itself where clients meet it.
 *
 * @returns as {@link spawnSupervisor}
 */
export function spawnKeeper(keeps: KeptProject): Promise<SupervisorError> {
  const logFile = chooseLogFile(
    `keeper-${process.pid}-${readStartTime(process.pid)}.log`,
    keeps.folder,
  )
  const env = Object.entries(process.env).filter(([name]) => !variablesOfRuns.has(name))
  return start({ keeps, logFile, isTraced: false }, Object.fromEntries(env))
}

/** What begins with `NODE_OPTIONS` is meant for the runner, a debugger's port for example, not for its supervisor. */
function start(
  args: Omit<SupervisorArguments, 'nodeOptions'>,
  { NODE_OPTIONS: nodeOptions, ...env }: NodeJS.ProcessEnv,
): Promise<SupervisorError> {
  const { logFile, isTraced } = args
  const log = openSync(logFile, 'a', 0o600)
  const main = createRequire(import.meta.url).resolve('@mirakuru/core/supervisor')
  // Every worker loads this file, but only the first client of a run starts something.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const child = spawn(
    process.execPath,
    [...nodeArguments, main, JSON.stringify({ ...args, nodeOptions })],
    {
      env,
      detached: true,
      stdio: ['ignore', log, isTraced ? 'inherit' : log],
      windowsHide: true,
    },
  )
  closeSync(log)
  child.unref()
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(describeFailure(logFile, cause.message, cause)))
    child.once('exit', (code, signal) => {
      // With 0 it has found another that was quicker, or its work is done.
      if (code !== 0) resolve(describeFailure(logFile, `it ended with ${signal ?? `code ${code}`}`))
    })
  })
}

/** In the project's node_modules, where it outlives the run; where that cannot be written, beside other temporary files. */
function chooseLogFile(name: string, project: string | undefined): string {
  const modules = project === undefined ? undefined : findModules(project)
  for (const folder of [...(modules === undefined ? [] : [join(modules, '.mirakuru')]), tmpdir()]) {
    try {
      mkdirSync(folder, { recursive: true })
      const file = join(folder, name)
      closeSync(openSync(file, 'a', 0o600))
      return file
    } catch {
      continue
    }
  }
  return '/dev/null'
}

function findModules(folder: string): string | undefined {
  const modules = join(folder, 'node_modules')
  if (existsSync(modules)) return modules
  const parent = dirname(folder)
  return parent === folder ? undefined : findModules(parent)
}

function describeFailure(logFile: string, reason: string, cause?: Error): SupervisorError {
  const lines = readLastLines(logFile)
  const output =
    lines.length === 0
      ? ''
      : `\n  its last lines:\n${lines.map((line) => `    ${line}`).join('\n')}`
  return new SupervisorError(
    `The supervisor did not start: ${reason}\n  its log: ${logFile}${output}`,
    { logFile },
    cause === undefined ? {} : { cause },
  )
}

function readLastLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-shownLines).filter(Boolean)
  } catch {
    return []
  }
}
