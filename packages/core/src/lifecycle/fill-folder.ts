import { rmSync } from 'node:fs'
import { joinCommandLine, type ParsedOptions } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { pause } from '../internal/clock.js'
import { PreparedFolder } from '../prepared/index.js'
import {
  locatePrivateFolder,
  makeCommandLog,
  makePrivateFolder,
  type ProcessLog,
  removePrivateFolder,
  runCommand,
} from '../process/index.js'
import type { KeptAllocation } from './allocation.js'
import { failedToPrepare } from './failures.js'
import type { Goal } from './goal.js'
import { findHints } from './hints.js'
import { resolveOptions, type ResolvedOptions } from './resolve.js'
import type { StartContext } from './start-context.js'
import type { StepDescription } from './start-progress.js'
import { withinDeadline, type WorkOrder } from './within-deadline.js'

/** The start for which a folder is filled. */
export interface FillOrder extends WorkOrder {
  readonly context: StartContext
  /** Contains the folder to fill. */
  readonly allocation: KeptAllocation
}

/** The length of a command in messages that is not the command itself. */
const longestCommand = 80

/** How often to check whether another start has prepared it. Milliseconds. */
const lookInterval = 20

/**
 * Fills the private folder of a new instance with a copy of what `prepare` creates, and runs `prepare` first if
 * necessary. Rejects when the time limit of the start is over; in any case nothing is left running.
 */
export async function fillFolder(options: ParsedOptions, order: FillOrder): Promise<void> {
  if (options.prepare === undefined) return
  await withinDeadline(order, (signal) => fill({ ...order, options, signal }))
}

interface Filling extends FillOrder {
  readonly options: ParsedOptions
}

async function fill(filling: Filling): Promise<void> {
  const { allocation, signal } = filling
  const command = planCommand(filling, allocation.tmp)
  enter(filling, command, preparation(filling))
  const folder = await explainFaults(filling, findFolder(filling, command))
  while (!folder.exists) {
    signal.throwIfAborted()
    const unlock = await folder.tryLock()
    if (unlock === undefined) {
      enter(filling, command, otherPreparation)
      await pause(lookInterval, signal)
      continue
    }
    try {
      if (!folder.exists) await prepare(filling, folder)
    } finally {
      unlock()
    }
  }
  enter(filling, command, copying)
  await explainFaults(filling, folder.copyTo(locatePrivateFolder(allocation.tmp ?? ''), signal))
}

/**
 * Runs the command in a temporary folder: any user can access it, its path is short enough for sockets, and nothing
 * stays behind when this process is killed.
 */
async function prepare(filling: Filling, folder: PreparedFolder): Promise<void> {
  const { options, signal, context } = filling
  const tmp = await makePrivateFolder(options)
  try {
    const command = planCommand(filling, tmp)
    const log = makeCommandLog()
    const outputFile = openOutput(log, context)
    const describe = enter(filling, { ...command, outputFile }, preparation(filling), log)
    const plan = { ...command, name: `preparation of ${options.name}`, stdin: 'ignore' as const }
    const result = await runCommand(plan, signal, log)
    signal.throwIfAborted()
    const [subject, , progress] = describe()
    if (result.code !== 0)
      throw failedToPrepare(subject, result, {
        ...progress,
        hints: findHints(command, result.output),
      })
    if (outputFile !== undefined) rmSync(outputFile, { force: true })
    await explainFaults(filling, folder.keep(locatePrivateFolder(tmp), signal))
  } finally {
    await removePrivateFolder(tmp, context.onLeft)
  }
}

/** Writes its output next to the output of the process, in case it fails. */
function openOutput(log: ProcessLog, { outputFile }: StartContext): string | undefined {
  if (outputFile === undefined) return undefined
  const file = outputFile.replace(/(?:\.log)?$/, '.prepare.log')
  try {
    log.writeTo(file)
    return file
  } catch {
    return undefined
  }
}

/** The command with this folder as its `{tmp}`. */
function planCommand(
  { options, allocation, context }: Filling,
  tmp: string | undefined,
): ResolvedOptions {
  const resolved = resolveOptions(options, { ...allocation, tmp }, context)
  const args = resolved.prepare?.args ?? []
  // Its output is not part of the output of the process.
  return { ...resolved, args, command: joinCommandLine(args), shell: false, outputFile: undefined }
}

function findFolder(
  { options, context }: Filling,
  { cwd, environment, env, prepare: filledIn }: ResolvedOptions,
): Promise<PreparedFolder> {
  return PreparedFolder.find({
    options,
    args: options.prepare?.args ?? [],
    inputs: filledIn?.inputs ?? [],
    folder: context.folder,
    cwd,
    environment: { ...environment, ...env },
  })
}

/** Named by the command as declared: its `{tmp}` is not the same folder in all steps. */
function preparation({ options }: Filling): Goal {
  const command = shorten(joinCommandLine(options.prepare?.args ?? []))
  return {
    target: `its folder to be prepared (${command})`,
    infinitive: `prepare its folder (${command})`,
    gerund: `its folder was prepared (${command})`,
  }
}

/** A script for the shell may have many lines. */
function shorten(command: string): string {
  const line = command.replaceAll(/\s+/g, ' ')
  return line.length <= longestCommand ? line : `${line.slice(0, longestCommand)}…`
}

const otherPreparation: Goal = {
  target: 'another start that prepares its folder',
  infinitive: 'get its folder from another start that prepares it',
  gerund: 'it got its folder from another start that prepares it',
}

const copying: Goal = {
  target: 'its copy of the prepared folder',
  infinitive: 'get its copy of the prepared folder',
  gerund: 'it got its copy of the prepared folder',
}

/** A new step begins; returns what describes it. */
function enter(
  { options, progress, deadline }: Filling,
  command: ResolvedOptions,
  goal: Goal,
  log?: ProcessLog,
): () => StepDescription {
  return progress.enter({
    goal,
    deadline,
    subject: () => ({ ...command, name: options.name, log: log?.text('both') ?? '' }),
  })
}

/** Adds to an error of the file system what has failed. */
async function explainFaults<T>({ options, signal }: Filling, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    signal.throwIfAborted()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ExecutorError(
      `Cannot start "${options.name}": its folder cannot be prepared: ${reason}`,
      {
        cause,
      },
    )
  }
}
