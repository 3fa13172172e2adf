/** Something that lasts. Without an end it is not over. */
export interface Lasting {
  readonly from: number
  readonly to: number
  /** What keeps a lane for itself from its first to its last item: the file of a test. */
  readonly group?: string | undefined
}

/** Clocks of two processes differ by less: what follows upon something does not overlap with it. Milliseconds. */
const slack = 2

interface Lane {
  group: string | undefined
  end: number
}

/**
 * Puts what overlaps into lanes of its own, and what belongs together into the same where that is possible.
 *
 * @param items - in the order in which they begin
 * @returns the lane of each
 */
export function findLanes(items: readonly Lasting[]): readonly number[] {
  const lanes: Lane[] = []
  const ends = new Map<string | undefined, number>()
  for (const { group, to } of items) ends.set(group, Math.max(to, ends.get(group) ?? to))
  const endOf = ({ group, end }: Lane): number =>
    group === undefined ? end : (ends.get(group) ?? end)
  return items.map(({ from, to, group }) => {
    const own = lanes.findIndex((lane) => lane.group === group && lane.end <= from + slack)
    const free = own === -1 ? lanes.findIndex((lane) => endOf(lane) <= from + slack) : own
    const index = free === -1 ? lanes.length : free
    lanes[index] = { group, end: to }
    return index
  })
}
