import { createDeferred } from '../internal/deferred.js'
import { launch, type LaunchPlan } from './launch.js'
import { ProcessLog } from './log.js'
import { terminateTree } from './terminate.js'

/** How a command ended, and its output; neither code nor signal if it had to be left alive. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

const keptOutput = 16_384

/** A log for the output of a command that runs to its end. */
export function makeCommandLog(): ProcessLog {
  return new ProcessLog(keptOutput)
}

/**
 * Runs a command to its end and then ends all processes that it left behind. Aborting the signal kills it.
 *
 * @param log - receives its output as it arrives
 * @throws {@link SpawnError} when it cannot be started
 */
export async function runCommand(
  plan: LaunchPlan,
  signal: AbortSignal,
  log: ProcessLog = makeCommandLog(),
): Promise<CommandResult> {
  const command = await launch(plan, log)
  const aborted = createDeferred()
  signal.addEventListener('abort', () => aborted.resolve())
  if (signal.aborted) aborted.resolve()
  await Promise.race([command.exited, aborted.promise])
  const killAtOnce = { stopSignal: undefined, stopTimeout: 0, killSignal: 'SIGKILL' } as const
  const survivors = await terminateTree(command, killAtOnce)
  // A process that may not be killed is not awaited.
  const exit = survivors.length === 0 ? await command.exited : command.exit
  return { code: exit?.code ?? null, signal: exit?.signal ?? null, output: log.text('both') }
}
