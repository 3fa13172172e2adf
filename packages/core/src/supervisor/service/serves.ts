import { Executor, lifeOf, type SimpleExecutor } from '../../executors/index.js'

/** How long a process may take to answer when somebody wants it that has waited. Milliseconds. */
const checkTimeout = 1_000

/** Whether a process lives and passes its own check. */
export async function serves(executor: SimpleExecutor): Promise<boolean> {
  return lives(executor) && (await answers(executor)) && lives(executor)
}

/** Of a death a moment ago the system knows before this process is told. */
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
