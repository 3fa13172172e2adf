import { closeSync, openSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { SupervisorError } from '../errors/index.js'
import {
  noteLogFile,
  noteSupervisor,
  readStartTime,
  supervisorFailure,
  writeToken,
  type Rendezvous,
  type RunFolder,
} from '../protocol/index.js'
import { openLogFile, type LogFile } from './log-file.js'
import { findWorkingFolder } from './working-folder.js'

const shownLines = 20
/** Variables of one run that do not apply to those that follow it. */
const variablesOfRuns = new Set(['MIRAKURU_RUNNER', 'MIRAKURU_REPORT'])

/**
 * Starts the supervisor of a run in a session of its own, so that a signal to the runner's group or terminal does not
 * end it.
 *
 * @param folder - the open folder of the rendezvous
 * @returns a promise that resolves with an error if it ends before a client could connect, and never settles otherwise
 * @throws the error of the file system
 */
export function spawnSupervisor(
  rendezvous: Rendezvous,
  folder: RunFolder,
): Promise<SupervisorError> {
  const { pid, startTime } = rendezvous.runner
  writeToken(folder)
  const log = openLogFile(`supervisor-${pid}-${startTime}.log`, findWorkingFolder())
  if (log !== undefined) noteLogFile(folder, log.path)
  const env = { ...process.env }
  const isTraced = env['MIRAKURU_DEBUG'] === '1' || /\bmirakuru\b/.test(env['NODE_DEBUG'] ?? '')
  if (isTraced) env['NODE_DEBUG'] = [env['NODE_DEBUG'], 'mirakuru'].filter(Boolean).join(',')
  const supervisor = start({ rendezvous, isTraced }, { log, env })
  if (supervisor.pid !== undefined) noteSupervisor(folder, supervisor.pid)
  return supervisor.failed
}

/** The project for which a supervisor keeps processes between runs. */
export interface KeptProject {
  readonly folder: string
  /** Must be equal for a run to use it. */
  readonly key: string
}

/** The argument of the supervisor's program, as JSON. */
export interface SupervisorArguments {
  /** The place where the clients of its run find it. */
  readonly rendezvous?: Rendezvous
  /** The project of a keeper, which belongs to no run. */
  readonly keeps?: KeptProject
  /** Its standard output; `undefined` if it could not be created. */
  readonly logFile?: string
  /** `NODE_OPTIONS` of the runner: for its processes, not for the supervisor. */
  readonly nodeOptions: string | undefined
  /** Whether it also logs to the standard error of the runner. */
  readonly isTraced: boolean
}

/**
 * Starts the supervisor of a project, which belongs to no run and creates its own rendezvous.
 *
 * @returns as {@link spawnSupervisor}
 */
export function spawnKeeper(keeps: KeptProject): Promise<SupervisorError> {
  const log = openLogFile(`keeper-${process.pid}-${readStartTime(process.pid)}.log`, keeps.folder)
  const variables = Object.entries(process.env).filter(([name]) => !variablesOfRuns.has(name))
  const env = Object.fromEntries(variables)
  return start({ keeps, isTraced: false }, { log, env }).failed
}

interface StartContext {
  readonly log: LogFile | undefined
  readonly env: NodeJS.ProcessEnv
}

interface Spawned {
  readonly pid: number | undefined
  readonly failed: Promise<SupervisorError>
}

/** `NODE_OPTIONS` are meant for the runner, such as the port of a debugger, not for its supervisor. */
function start(
  args: Omit<SupervisorArguments, 'nodeOptions' | 'logFile'>,
  { log, env: { NODE_OPTIONS: nodeOptions, ...env } }: StartContext,
): Spawned {
  const main = createRequire(import.meta.url).resolve('@mirakuru/core/supervisor')
  // Every worker loads this file, but only the first client of a run starts a process.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const output = log?.descriptor ?? 'ignore'
  const trace = args.isTraced ? openTrace(args.rendezvous?.runner.pid) : output
  const child = spawn(
    process.execPath,
    [main, JSON.stringify({ ...args, logFile: log?.path, nodeOptions })],
    {
      env,
      detached: true,
      stdio: ['ignore', output, trace ?? output],
      windowsHide: true,
    },
  )
  if (log !== undefined) closeSync(log.descriptor)
  if (typeof trace === 'number' && trace !== output) closeSync(trace)
  child.unref()
  const failed = new Promise<SupervisorError>((resolve) => {
    child.once('error', (cause) => resolve(describeFailure(log?.path, cause.message, cause)))
    child.once('exit', (code, signal) => {
      // With 0 another supervisor was first, or the run has ended.
      if (code !== 0)
        resolve(describeFailure(log?.path, `it ended with ${signal ?? `code ${code}`}`))
    })
  })
  return { pid: child.pid, failed }
}

/**
 * The standard error of the runner. That of a worker may be a pipe to the runner, which waits for its end: Node's test
 * runner would wait for the supervisor, and that for the runner.
 */
function openTrace(runner: number | undefined): 'inherit' | number | undefined {
  if (runner === undefined || runner === process.pid) return 'inherit'
  try {
    return openSync(`/proc/${runner}/fd/2`, 'a')
  } catch {
    return undefined // only Linux has it, and not for a socket
  }
}

function describeFailure(
  logFile: string | undefined,
  reason: string,
  cause?: Error,
): SupervisorError {
  const lines = logFile === undefined ? [] : readLastLines(logFile)
  const output =
    lines.length === 0
      ? ''
      : `\n  its last lines:\n${lines.map((line) => `    ${line}`).join('\n')}`
  const options = cause === undefined ? {} : { cause }
  return supervisorFailure(`The supervisor did not start: ${reason}${output}`, logFile, options)
}

function readLastLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-shownLines).filter(Boolean)
  } catch {
    return []
  }
}
