/** A span of time; without an end it continues. */
export interface Lasting {
  readonly from: number
  readonly to: number
  /** Items of one group, such as the tests of a file, share a lane from the first to the last. */
  readonly group?: string | undefined
}

/** An overlap that is shorter is due to the clocks of two processes. Milliseconds. */
const slack = 2

interface Lane {
  group: string | undefined
  end: number
}

/**
 * Assigns lanes: overlapping items get different ones, and items of one group the same if possible.
 *
 * @param items - in the order of their beginnings
 * @returns the lane of each item
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
