import { closeSync, readFileSync } from 'node:fs'
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
/** A process that waits most of the time: 65 MiB instead of 73, and not slower. */
const nodeArguments = ['--max-semi-space-size=2', '--optimize-for-size']
/** What is true of one run, and not of those that follow it. */
const variablesOfRuns = new Set(['MIRAKURU_RUNNER', 'MIRAKURU_REPORT'])

/**
 * Starts the supervisor of a run in a session of its own, so that what kills the runner's group or terminal does not
 * kill it.
 *
 * @param folder - where the clients of the run meet it
 * @returns why it ended, if it ends before anybody could connect: nothing else settles the promise
 * @throws what the file system says
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
  /** Its standard output; `undefined` where there is no place for one. */
  readonly logFile?: string
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

/** What begins with `NODE_OPTIONS` is meant for the runner, a debugger's port for example, not for its supervisor. */
function start(
  args: Omit<SupervisorArguments, 'nodeOptions' | 'logFile'>,
  { log, env: { NODE_OPTIONS: nodeOptions, ...env } }: StartContext,
): Spawned {
  const main = createRequire(import.meta.url).resolve('@mirakuru/core/supervisor')
  // Every worker loads this file, but only the first client of a run starts something.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const output = log?.descriptor ?? 'ignore'
  const child = spawn(
    process.execPath,
    [...nodeArguments, main, JSON.stringify({ ...args, logFile: log?.path, nodeOptions })],
    {
      env,
      detached: true,
      stdio: ['ignore', output, args.isTraced ? 'inherit' : output],
      windowsHide: true,
    },
  )
  if (log !== undefined) closeSync(log.descriptor)
  child.unref()
  const failed = new Promise<SupervisorError>((resolve) => {
    child.once('error', (cause) => resolve(describeFailure(log?.path, cause.message, cause)))
    child.once('exit', (code, signal) => {
      // With 0 it has found another that was quicker, or its work is done.
      if (code !== 0)
        resolve(describeFailure(log?.path, `it ended with ${signal ?? `code ${code}`}`))
    })
  })
  return { pid: child.pid, failed }
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
