import type { PlannedProcess } from '../../declaration/index.js'
import {
  ContainerExecutor,
  readInside,
  readMember,
  type SimpleExecutor,
} from '../../executors/index.js'
import type { Lease } from './lease.js'

/** The values of other processes that the placeholders of one refer to. Those must be ready. */
export function readReferences(
  dependencies: ReadonlyMap<string, Lease>,
  { references }: PlannedProcess,
  consumer: SimpleExecutor,
): ReadonlyMap<string, string> {
  return new Map(
    references.map(({ process, member, placeholder }) => {
      const executor = dependencies.get(process)?.service.executor
      if (executor === undefined) return [placeholder, '']
      const value =
        consumer instanceof ContainerExecutor
          ? readInside(executor, member, consumer.hostName)
          : readMember(executor, member)
      return [placeholder, value]
    }),
  )
}
