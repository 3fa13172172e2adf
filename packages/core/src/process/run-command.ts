import { createDeferred } from '../internal/deferred.js'
import { launch, type LaunchPlan } from './launch.js'
import { ProcessLog } from './log.js'
import { terminateTree } from './terminate.js'

/** How a command ended and what it said. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
}

const keptOutput = 16_384

/**
 * Runs a command to its end and then ends whatever it left behind. Aborting the signal kills it.
 *
 * @throws {@link SpawnError} when it cannot be started
 */
export async function runCommand(plan: LaunchPlan, signal: AbortSignal): Promise<CommandResult> {
  const log = new ProcessLog(keptOutput)
  const command = await launch(plan, log)
  const aborted = createDeferred()
  signal.addEventListener('abort', () => aborted.resolve())
  if (signal.aborted) aborted.resolve()
  await Promise.race([command.exited, aborted.promise])
  await terminateTree(command, { stopSignal: undefined, stopTimeout: 0, killSignal: 'SIGKILL' })
  const { code, signal: killedBy } = await command.exited
  return { code, signal: killedBy, output: log.text('both') }
}
