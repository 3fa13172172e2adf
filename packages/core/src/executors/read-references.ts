import type { Reference } from '../declaration/index.js'
import { ContainerExecutor } from './container-executor.js'
import { readInside } from './read-inside.js'
import { readMember } from './read-member.js'
import type { FindExecutor } from './resource-executor.js'
import type { SimpleExecutor } from './simple-executor.js'

/**
 * The values of other processes that placeholders refer to. Those must be ready.
 *
 * @param find - finds their executors
 * @param consumer - whose placeholders they are
 */
export function readReferences(
  references: readonly Reference[],
  find: FindExecutor,
  consumer: SimpleExecutor,
): ReadonlyMap<string, string> {
  return new Map(
    references.map(({ process, member, placeholder }) => {
      const executor = find(process)
      if (executor === undefined) return [placeholder, '']
      const value =
        consumer instanceof ContainerExecutor
          ? readInside(executor, member, consumer.hostName)
          : readMember(executor, member)
      return [placeholder, value]
    }),
  )
}
