import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './repository.js'
import { toContract } from './situations.js'

const path = join(repository, 'packages/core/test/support/situations-of-adapters.txt')

/** Situations in which a runner cannot do what the table says; the page of its adapter names them as well. */
export interface Difference {
  readonly titles: readonly string[]
  /** What it is in the runner that differs. */
  readonly reason: string
  /** What it tells instead, made of what the table says; without it such a test cannot be, or it passes. */
  readonly tells?: (text: string) => string
}

/** Everything that a runner has told in the words of the table, and what it has to tell. */
export interface Comparison {
  readonly told: Readonly<Record<string, string>>
  readonly wanted: Readonly<Record<string, string>>
}

/**
 * Holds a runner to the table, of which it has to bring about every situation.
 *
 * @param texts - the title of each, and what the runner tells of it
 * @throws when a difference is none
 */
export function compareWithTable(
  texts: ReadonlyMap<string, string>,
  differences: readonly Difference[],
): Comparison {
  const wanted = readTable()
  for (const { titles, tells } of differences)
    for (const title of titles) {
      const text = wanted.get(title)
      const own = text === undefined ? undefined : tells?.(text)
      if (text === own) throw new Error(`"${title}" is no difference`)
      if (own === undefined) wanted.delete(title)
      else wanted.set(title, own)
    }
  return { told: Object.fromEntries(toContract(texts)), wanted: Object.fromEntries(wanted) }
}

/** What it says of every situation. */
function readTable(): Map<string, string> {
  const [, ...sections] = readFileSync(path, 'utf8').split(/^## /m)
  return new Map(
    sections.map((section) => {
      const [title = '', ...lines] = section.split('\n')
      return [title, lines.join('\n').trim()]
    }),
  )
}
