import { emitWarning } from 'node:process'
import type { ParsedOptions } from '../declaration/index.js'
import { formatDuration } from '../errors/index.js'
import { redactCommand } from '../internal/redact.js'
import type { Exit } from '../process/index.js'

const longestCommand = 100
const warned = new Set<string>()

/** Describes a process that was killed because it did not end after its stop signal, and what to do about it. */
export function describeForcedStop(
  { name, args, stopTimeout }: ParsedOptions,
  stopSignal: NodeJS.Signals | undefined,
  { forced }: Pick<Exit, 'forced'>,
): string {
  const who = forced ? `"${name}"` : `A process that "${name}" started`
  const command = redactCommand(args.join(' ')).slice(0, longestCommand)
  return (
    `${who} did not end within ${formatDuration(stopTimeout)} of ${stopSignal} and had to be killed: ` +
    `raise "stopTimeout", or set "stopSignal" to one that it obeys (${command})`
  )
}

/** Emits a warning, for callers without another report; once for every text. */
export function warnOfForcedStop(text: string): void {
  if (warned.has(text)) return
  warned.add(text)
  emitWarning(text, { type: 'MirakuruWarning', code: 'FORCED_STOP' })
}
