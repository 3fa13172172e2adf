import type { ChildProcess } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, resolve } from 'node:path'
import type { execa, Options, ResultPromise } from 'execa'
import { describeFailure, hideFields, SpawnError } from '../errors/index.js'
import { describeExhaustion } from '../internal/exhaustion.js'
import { redactArguments } from '../internal/redact.js'
import { identify } from './identity.js'
import { LiveProcess } from './live-process.js'
import type { ProcessLog } from './log.js'
import { MarkFile, markVariable } from './mark.js'
import { explainUnexpanded } from './unexpanded.js'
import { owner } from './owner.js'
import { pipeMaker, StandardStreams } from './standard-streams.js'
import { askToEnd } from './terminate.js'
import { describeGroups } from './user.js'

const require = createRequire(import.meta.url)

/** What is launched, with every placeholder filled in. */
export interface LaunchPlan {
  /** The name for messages. */
  readonly name: string
  /** The command line for messages; the string for the shell if `shell` is set. */
  readonly command: string
  /** The program and its arguments. */
  readonly args: readonly string[]
  readonly shell: boolean | string
  readonly cwd: string
  /** The environment it starts from. */
  readonly environment: Readonly<NodeJS.ProcessEnv>
  /** Merged over `environment`; `undefined` removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  /** Supplementary groups. */
  readonly groups?: readonly number[] | undefined
  readonly stdin: 'ignore' | 'pipe'
  /** The signal for the process when this Node process is terminated by a signal. */
  readonly stopSignal: NodeJS.Signals
  /** Names of programs that are left running once they have left the session of the process. */
  readonly leaveRunning?: readonly string[] | undefined
}

/**
 * A sixth of the time that the import of this package would take. Not by `import()`: Node 20 would remember for ever
 * that it had no descriptor left for the file.
 */
function loadExeca(): { readonly execa: typeof execa } {
  return require('#execa') as { readonly execa: typeof execa }
}

/** Loads and starts ahead of the first launch what that needs, and what takes longer than the launch itself. */
export function prepareToLaunch(): void {
  pipeMaker.prepare()
  owner.prepare()
  try {
    loadExeca()
  } catch {
    // the launch reports it, if it is still so
  }
}

/**
 * Starts a process in its own session and group, marked, with its output going to `log`.
 *
 * @throws {@link SpawnError} when the system refuses
 */
export async function launch(plan: LaunchPlan, log: ProcessLog): Promise<LiveProcess> {
  const streams = await StandardStreams.open(plan.stdin)
  const mark = owner.nextMark()
  const markFile = new MarkFile(mark)
  const { program, rest, shell, ...ids } = chooseProgram(plan)
  let attempt: SpawnAttempt | undefined
  try {
    attempt = spawnWatched(program, rest, {
      cwd: plan.cwd,
      env: mergeEnvironment(plan, mark),
      extendEnv: false,
      shell,
      ...ids,
      stdio: listStdio(streams, markFile) as 'pipe',
      encoding: 'buffer',
      buffer: false,
      reject: false,
      cleanup: false,
      detached: process.platform !== 'win32',
    })
  } finally {
    markFile.close()
    if (attempt?.child?.pid === undefined) streams.discard()
  }
  const { child } = attempt
  if (child?.pid === undefined) throw await explainRefusal(plan, attempt)
  streams.attachTo(child)
  const leader = identify(child.pid) ?? { pid: child.pid, startTime: '' }
  const { stopSignal, leaveRunning = [] } = plan
  const watchOver = (process: LiveProcess): (() => void) =>
    owner.watchOver({
      kin: process.kin,
      askToEnd: (timeout) => askToEnd(process, stopSignal, timeout),
    })
  return new LiveProcess({ child, leader, mark, log, leaves: leaveRunning, watchOver })
}

/** The program that is executed, and its user. */
function chooseProgram(plan: LaunchPlan): Pick<Options, 'uid' | 'gid'> & {
  readonly program: string
  readonly rest: readonly string[]
  readonly shell: boolean | string
} {
  const prefix = describeGroups(plan)
  if (prefix !== undefined) {
    const shell = plan.shell === true ? '/bin/sh' : plan.shell
    const args = shell === false ? plan.args : [shell, '-c', plan.command]
    const [program = '', ...rest] = [...prefix, ...args]
    return { program, rest, shell: false }
  }
  const [program = '', ...rest] = plan.shell === false ? plan.args : [plan.command]
  return {
    program,
    rest,
    shell: plan.shell,
    ...(plan.uid === undefined ? {} : { uid: plan.uid }),
    ...(plan.gid === undefined ? {} : { gid: plan.gid }),
  }
}

/** The mark file follows the three standard streams. Execa's types do not allow descriptors there. */
function listStdio({ stdio }: StandardStreams, { descriptor }: MarkFile): Options['stdio'] {
  const all = [...stdio, ...(descriptor === undefined ? [] : [descriptor])]
  return all as unknown as Options['stdio']
}

interface SpawnAttempt {
  readonly child: ChildProcess | undefined
  /** What execa returned; `undefined` when it threw. */
  readonly subprocess: ResultPromise | undefined
}

/**
 * Calls execa and gets hold of the child even when execa throws. On EMFILE and ENFILE Node makes a child without
 * streams (lib/internal/child_process.js), execa 9.6 stumbles over it, and the child's `error` event, for which it is
 * too late to add a listener, would end this process.
 */
function spawnWatched(program: string, args: readonly string[], options: Options): SpawnAttempt {
  let child: ChildProcess | undefined
  const capture = (message: unknown): void => {
    child = (message as { process: ChildProcess }).process
    child.on('error', () => undefined)
  }
  const { execa } = loadExeca()
  const spawned = channel('child_process')
  spawned.subscribe(capture)
  try {
    const subprocess = execa(program, args, options)
    return { child, subprocess }
  } catch (error) {
    if (child === undefined) throw error
    return { child, subprocess: undefined }
  } finally {
    spawned.unsubscribe(capture)
  }
}

async function explainRefusal(plan: LaunchPlan, attempt: SpawnAttempt): Promise<SpawnError> {
  const cause = await findCause(attempt)
  const errno = cause?.code ?? 'UNKNOWN'
  const { command, cwd } = plan
  const reason = describeRefusal(plan, errno) ?? cause?.message ?? 'the system did not say why'
  const headline = `Cannot start "${plan.name}": ${reason}`
  const facts = explainUnexpanded(plan).map((hint) => `hint: ${hint}`)
  const message = describeFailure({ headline, facts, command, cwd })
  hideArguments(cause)
  return new SpawnError(message, { errno, command: plan.command }, { cause })
}

/** Node writes the arguments into its error, where test runners and Node itself show them. */
function hideArguments(cause: object | undefined): void {
  if (cause === undefined || !('spawnargs' in cause)) return
  hideFields(cause, { spawnargs: redactArguments(cause.spawnargs as string[]) })
}

async function findCause(attempt: SpawnAttempt): Promise<NodeJS.ErrnoException | undefined> {
  if (attempt.subprocess !== undefined) {
    return (await attempt.subprocess).cause as NodeJS.ErrnoException | undefined
  }
  const [error] = (await once(attempt.child as ChildProcess, 'error')) as [NodeJS.ErrnoException]
  return error
}

function describeRefusal(plan: LaunchPlan, errno: string): string | undefined {
  const fault = findFaultOfFolder(plan.cwd)
  if (fault !== undefined) return `its working directory ${fault}: ${plan.cwd}`
  const program = plan.shell === false ? (plan.args[0] ?? '') : String(plan.shell)
  switch (errno) {
    case 'ENOENT':
      return describeMissing(program, plan)
    case 'EACCES':
      return `"${program}" cannot be executed (EACCES)`
    case 'EPERM':
      return `this user may not start it as uid ${plan.uid ?? 'unchanged'}, gid ${plan.gid ?? 'unchanged'} (EPERM)`
    case 'EMFILE':
    case 'ENFILE':
      return describeExhaustion(errno)
    default:
      return undefined
  }
}

function describeMissing(program: string, plan: LaunchPlan): string {
  if (program.includes('/')) {
    const path = resolve(plan.cwd, program)
    if (existsSync(path)) return `${path} names an interpreter that does not exist`
    return isAbsolute(program)
      ? `"${program}" does not exist`
      : `"${program}" was not found in ${plan.cwd}`
  }
  const searched = plan.env['PATH'] === undefined ? 'PATH' : 'the PATH of its env'
  const installed = findInstalled(program, plan.cwd)
  const hint = installed === undefined ? '' : `; did you mean "${installed}"?`
  return `"${program}" was not found in ${searched}${hint}`
}

/** The program of a package: npm adds its folder to PATH only for scripts. */
function findInstalled(program: string, cwd: string, way = '.'): string | undefined {
  const found = `${way}/node_modules/.bin/${program}`
  if (existsSync(resolve(cwd, found))) return found
  const isRoot = resolve(cwd, way) === resolve(cwd, way, '..')
  return isRoot ? undefined : findInstalled(program, cwd, way === '.' ? '..' : `${way}/..`)
}

/** Why a folder cannot be a working directory; `undefined` if it can. */
function findFaultOfFolder(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return 'is not a folder'
    accessSync(path, constants.X_OK)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? 'does not exist'
      : `cannot be entered (${code})`
  }
}

function mergeEnvironment({ environment, env }: LaunchPlan, mark: string): NodeJS.ProcessEnv {
  const merged = Object.entries({ ...environment, ...env, [markVariable]: mark })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}
