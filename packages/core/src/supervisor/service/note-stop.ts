import type { ProcessFinishedWithError } from '../../errors/index.js'
import { describeFinish, tellsOfLoss } from '../../lifecycle/index.js'
import type { StopNote } from '../../protocol/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Blueprint } from './blueprint.js'
import type { Statistics } from './statistics.js'

/** Of which process something is noted, and where. */
interface Noted {
  readonly blueprint: Blueprint
  readonly log: (line: string) => void
  readonly recorder: ProcessRecorder | undefined
  readonly statistics: Statistics
}

/** A stop was not as it should be, which is no error: the report and the end of the run tell it. */
export function noteStop({ blueprint, log, recorder, statistics }: Noted, note: StopNote): void {
  log(note.text)
  recorder?.noted(note.text)
  statistics.note(blueprint.plan.options.args.join(' '), note)
}

/**
 * Nobody waits for the verdict on a process whose last lease was given back: a status of its own is an error only where
 * somebody has said what to expect, or where something says that something was lost; else it is noted.
 *
 * @param printed - what it printed since it was told to stop
 * @returns whether it is no error
 */
export function noteAnswer(
  parts: Noted,
  { exitCode: code, signal }: ProcessFinishedWithError,
  printed: string,
): boolean {
  const { name, expectedExitCode } = parts.blueprint.plan.options
  if (expectedExitCode !== undefined || tellsOfLoss({ code, signal }, printed)) return false
  const { headline, hints } = describeFinish(name, { code, signal }, true)
  noteStop(parts, { text: [headline, ...hints].join('; '), isForced: false })
  return true
}
