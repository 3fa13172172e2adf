import type { ProcessFinishedWithError } from '../../errors/index.js'
import { describeFinish, tellsOfLoss } from '../../lifecycle/index.js'
import type { StopNote } from '../../protocol/index.js'
import type { ProcessRecorder } from '../../report/index.js'
import type { Blueprint } from './blueprint.js'
import type { Statistics } from './statistics.js'

/** The process of a note, and the places that record it. */
interface Noted {
  readonly blueprint: Blueprint
  readonly log: (line: string) => void
  readonly recorder: ProcessRecorder | undefined
  readonly statistics: Statistics
}

/** Records a stop that was not as it should be, but is not an error: for the report and the end of the run. */
export function noteStop({ blueprint, log, recorder, statistics }: Noted, note: StopNote): void {
  log(note.text)
  recorder?.noted(note.text)
  statistics.note(blueprint.plan.options.args.join(' '), note)
}

/**
 * Judges the exit of a process whose last lease was released. A status of its own is an error only with a declared
 * `expectedExitCode`, or if its output reports a loss; otherwise it is noted.
 *
 * @param printed - what it printed since its stop signal
 * @returns whether it was noted, and is not an error
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
