import { identify } from './identity.js'
import { lookForMarked } from './look.js'
import { owner } from './owner.js'
import { processTable } from './system-table.js'

/**
 * The memory of the processes that this Node process started, in bytes by mark: the leader and all that it started,
 * shared pages counted for each. Empty if the system does not report it.
 */
export function measureTrees(): ReadonlyMap<string, number> {
  const trees = new Map<string, number>()
  const self = identify(process.pid)
  if (self === undefined) return trees
  const { marked } = lookForMarked({
    accepts: (mark) => mark.startsWith(`${owner.id}:`),
    eldest: self,
    kin: owner.kin,
  })
  for (const { pid, mark } of marked) {
    const memory = processTable.readMemory(pid)
    if (memory !== undefined) trees.set(mark, (trees.get(mark) ?? 0) + memory)
  }
  return trees
}
