import { emitWarning } from 'node:process'
import { joinCommandLine } from '../declaration/index.js'
import { formatDuration } from '../errors/index.js'
import { settlesWithin } from '../internal/clock.js'
import { linkSignals } from '../internal/abort.js'
import type { Deed, LaunchOrder, ResolvedOptions } from '../lifecycle/index.js'
import { isAbandoned } from '../process/index.js'

/** What the removal needs of a resource. */
export interface Remover {
  /** The server, as it runs now. */
  readonly server: object
  /** The options of another resource of the same kind. */
  readonly resolveFor: (id: string) => ResolvedOptions
  readonly carryOut: (
    option: string,
    args: readonly string[],
    how: { readonly options: ResolvedOptions; readonly signal: AbortSignal },
  ) => Promise<Deed>
  readonly note: (line: string) => void
}

/** The commands that were run already, which list what is on a server. */
const listed = new WeakMap<object, Set<string>>()

/**
 * Removes what killed runs have left on a server, once for each command that lists it. What fails is only reported.
 *
 * @throws the reason of the signal when the start is aborted
 */
export async function removeAbandoned(order: LaunchOrder, remover: Remover): Promise<void> {
  const { list, stopTimeout: limit, name } = order.resolved
  if (list === undefined || !isFirst(remover.server, joinCommandLine(list))) return
  const over = new AbortController()
  const unlink = linkSignals(order.signal, over)
  const removed = removeAll(order.resolved, { ...remover, signal: over.signal })
  removed.catch(() => undefined)
  try {
    if (!(await settlesWithin(removed, limit)))
      over.abort(new Error(`it did not end within ${formatDuration(limit)}`))
    await removed
  } catch (error) {
    order.signal.throwIfAborted()
    const { onNote = warn } = order.context
    onNote(`Cannot remove what killed runs of "${name}" have left: ${(error as Error).message}`)
  } finally {
    unlink()
  }
}

function isFirst(server: object, list: string): boolean {
  const known = listed.get(server) ?? new Set()
  listed.set(server, known)
  return known.size !== known.add(list).size
}

/** One after the other: there may be hundreds, and a command for each. */
async function removeAll(
  options: ResolvedOptions,
  { resolveFor, carryOut, note, signal }: Remover & { readonly signal: AbortSignal },
): Promise<void> {
  const { failure, output = '' } = await carryOut('list', options.list ?? [], { options, signal })
  if (failure !== undefined) throw new Error([failure, output.trim()].filter(Boolean).join(': '))
  const failures: string[] = []
  for (const id of output.split(/\s+/).filter(isAbandoned)) {
    const other = resolveFor(id)
    const deed = await carryOut('destroy', other.destroy ?? [], { options: other, signal })
    signal.throwIfAborted()
    if (deed.failure !== undefined) failures.push(`${id}: ${deed.failure}`)
    else note(`removed ${id}, which a killed run had left`)
  }
  if (failures.length > 0) throw new Error(failures.join('; '))
}

function warn(text: string): void {
  emitWarning(text, { type: 'MirakuruWarning', code: 'LEFT_ON_SERVER' })
}
