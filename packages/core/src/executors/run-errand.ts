import { joinCommandLine } from '../declaration/index.js'
import { describeEnd } from '../errors/index.js'
import type { Deed, ResolvedOptions } from '../lifecycle/index.js'
import { makeCommandLog, type ProcessLog, runCommand } from '../process/index.js'

/** One of the commands that an executor has beside its own. */
export interface Errand {
  /** The name of its option: `reset`. */
  readonly option: string
  readonly args: readonly string[]
  readonly options: ResolvedOptions
  readonly signal: AbortSignal
}

/**
 * Runs a command of an executor to its end.
 *
 * @param log - receives its output, too
 * @throws {@link SpawnError} when it cannot be started
 */
export async function runErrand(
  { option, args, options, signal }: Errand,
  log?: ProcessLog,
): Promise<Deed> {
  const command = joinCommandLine(args)
  const name = `${option} of ${options.name}`
  const plan = { ...options, name, command, args, shell: false, stdin: 'ignore' as const }
  const own = makeCommandLog()
  own.onChunk((stream, chunk) => log?.append(stream, chunk))
  const { code, signal: killer, output } = await runCommand(plan, signal, own)
  const failure =
    code === 0 ? undefined : `its ${option} command ${describeEnd({ code, signal: killer })}`
  return { command, failure, output, values: {} }
}
