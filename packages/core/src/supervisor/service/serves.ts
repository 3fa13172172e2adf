import { Executor, lifeOf, type SimpleExecutor } from '../../executors/index.js'

/** How long an idle process may take to pass its check when it is requested. Milliseconds. */
const checkTimeout = 1_000

/** Whether a process is alive and passes its own check. */
export async function serves(executor: SimpleExecutor): Promise<boolean> {
  return lives(executor) && (await answers(executor)) && lives(executor)
}

/** Includes the state of the system, which has an exit before this process is notified of it. */
function lives(executor: SimpleExecutor): boolean {
  const { process, isDone } = lifeOf(executor)
  if (isDone) return true
  const isDaemon = process?.exit !== undefined
  return executor.running() && (isDaemon || process?.hasEnded() === false)
}

async function answers(executor: SimpleExecutor): Promise<boolean> {
  if (!(executor instanceof Executor)) return true
  const signal = AbortSignal.timeout(checkTimeout)
  return executor.afterStartCheck(signal).catch(() => false)
}
