import { emitWarning } from 'node:process'
import type { ParsedOptions } from '../declaration/index.js'
import { formatDuration } from '../errors/index.js'
import { redactCommand } from '../internal/redact.js'
import type { Exit } from '../process/index.js'

const longestCommand = 100
const warned = new Set<string>()

/** Says of a process that it was killed because it did not obey its stop signal, and what can be done about that. */
export function describeForcedStop(
  { name, args, stopTimeout }: ParsedOptions,
  stopSignal: NodeJS.Signals | undefined,
  { forced }: Pick<Exit, 'forced'>,
): string {
  const who = forced ? `"${name}"` : `What "${name}" had started`
  const command = redactCommand(args.join(' ')).slice(0, longestCommand)
  return (
    `${who} did not end within ${formatDuration(stopTimeout)} of ${stopSignal} and had to be killed: ` +
    `raise "stopTimeout", or set "stopSignal" to one that it obeys (${command})`
  )
}

/** Tells it where nobody else does, once for every command. */
export function warnOfForcedStop(text: string): void {
  if (warned.has(text)) return
  warned.add(text)
  emitWarning(text, { type: 'MirakuruWarning', code: 'FORCED_STOP' })
}
