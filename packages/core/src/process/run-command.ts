import { createDeferred } from '../internal/deferred.js'
import { launch, type LaunchPlan } from './launch.js'
import { ProcessLog } from './log.js'
import { terminateTree } from './terminate.js'

/** How a command ended and what it said; neither code nor signal when it had to be left alive. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

const keptOutput = 16_384

/** Room for what a command says that is run to its end. */
export function makeCommandLog(): ProcessLog {
  return new ProcessLog(keptOutput)
}

/**
 * Runs a command to its end and then ends whatever it left behind. Aborting the signal kills it.
 *
 * @param log - gets its output, for those who want to see it meanwhile
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
  // Whoever may not be killed is not waited for.
  const exit = survivors.length === 0 ? await command.exited : command.exit
  return { code: exit?.code ?? null, signal: exit?.signal ?? null, output: log.text('both') }
}
