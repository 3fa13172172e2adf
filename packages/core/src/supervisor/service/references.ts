import type { PlannedProcess } from '../../declaration/index.js'
import { readMember } from '../../executors/index.js'
import type { Lease } from './lease.js'

/** The values of other processes that the placeholders of one refer to. Those must be ready. */
export function readReferences(
  dependencies: ReadonlyMap<string, Lease>,
  { references }: PlannedProcess,
): ReadonlyMap<string, string> {
  return new Map(
    references.map(({ process, member, placeholder }) => {
      const executor = dependencies.get(process)?.service.executor
      return [placeholder, executor === undefined ? '' : readMember(executor, member)]
    }),
  )
}
