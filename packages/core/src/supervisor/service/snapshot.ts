import { ExecutorError } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { redactCommand } from '../../internal/redact.js'
import { LiveProcess } from '../../process/index.js'
import type { Attachment, Snapshot } from '../../protocol/index.js'

/** The properties of an executor at this moment. */
export function takeSnapshot(executor: SimpleExecutor): Snapshot {
  const { name, pid, host, ports, socketPath, tmp, id, captures, command, exit } = executor
  const port = readIfKnown(() => executor.port)
  const url = readIfKnown(() => executor.url)
  const shown = redactCommand(command)
  return { name, pid, host, port, ports, url, socketPath, tmp, id, captures, command: shown, exit }
}

/**
 * What a run needs to treat the process of a keeper like its own child.
 *
 * @param takenAt - when the run took its lease, in milliseconds since 1970
 * @throws {@link ExecutorError} when it has ended
 */
export function describeAttachment(executor: SimpleExecutor, takenAt: number): Attachment {
  const { process } = lifeOf(executor)
  if (process?.isAlive() !== true)
    throw new ExecutorError(`Cannot take "${executor.name}": it has ended`)
  const { leader, mark } =
    process instanceof LiveProcess ? process : { leader: undefined, mark: '' }
  const { exit, launchedAt } = process
  return { leader, mark, exit, isFound: launchedAt < takenAt }
}

/** Before the first start some values are not known yet, and reading them throws. */
function readIfKnown<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
