import { identify } from './identity.js'
import { lookForMarked } from './look.js'
import { owner } from './owner.js'
import { processTable } from './system-table.js'

/**
 * How much memory the processes occupy that this Node process started, in bytes by their mark: the leader and all it
 * started, pages that several share counted for each. Empty where the system does not tell.
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
