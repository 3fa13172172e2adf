import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SupervisorError } from '../errors/index.js'
import type { Rendezvous } from '../protocol/index.js'
import { noteLogFile } from './log-note.js'
import { findWorkingFolder } from './working-folder.js'

const shownLines = 20
/** A process that waits most of the time: 65 MiB instead of 73, and not slower. */
const nodeArguments = ['--max-semi-space-size=2', '--optimize-for-size']

/**
 * Starts the supervisor in a session of its own, so that what kills the runner's group or terminal does not kill it.
 *
 * @returns why it ended, if it ends before anybody could connect: nothing else settles the promise
 */
export function spawnSupervisor(rendezvous: Rendezvous): Promise<SupervisorError> {
  const logFile = chooseLogFile(rendezvous)
  const log = openSync(logFile, 'a', 0o600)
  const { NODE_OPTIONS: nodeOptions, ...env } = process.env
  const isTraced = env['MIRAKURU_DEBUG'] === '1' || /\bmirakuru\b/.test(env['NODE_DEBUG'] ?? '')
  if (isTraced) env['NODE_DEBUG'] = [env['NODE_DEBUG'], 'mirakuru'].filter(Boolean).join(',')
  noteLogFile(rendezvous, logFile)
  writeToken(rendezvous)
  const main = createRequire(import.meta.url).resolve('@mirakuru/core/supervisor')
  // Every worker loads this file, but only the first client of a run starts something.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const child = spawn(
    process.execPath,
    [...nodeArguments, main, JSON.stringify({ rendezvous, logFile, nodeOptions, isTraced })],
    {
      // What is meant for the runner, a debugger's port for example, is not meant for its supervisor.
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

/** Another process may have done it, and died before it could start the supervisor. */
function writeToken({ tokenFile }: Rendezvous): void {
  const token = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  try {
    writeFileSync(tokenFile, token, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** In the project's node_modules, where it outlives the run; where that cannot be written, beside other temporary files. */
function chooseLogFile({ runner }: Rendezvous): string {
  const name = `supervisor-${runner.pid}-${runner.startTime}.log`
  const modules = findModules()
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

function findModules(folder: string | undefined = findWorkingFolder()): string | undefined {
  if (folder === undefined) return undefined
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
