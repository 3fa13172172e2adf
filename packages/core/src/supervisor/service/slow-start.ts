import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import { repeat } from '../../internal/clock.js'
import { redact, redactCommand } from '../../internal/redact.js'
import type { Observer } from './observer.js'

/** Starts that take longer are reported at this interval. Milliseconds. */
const slowInterval = 1_000

/** Reports what a slow start waits for, until the returned function is called. */
export function reportSlowStart(executor: SimpleExecutor, observer: Observer): () => void {
  return repeat(slowInterval, () => {
    const step = lifeOf(executor).progress?.step
    if (step === undefined) return
    const lastLine = executor.log().trimEnd().split('\n').at(-1) ?? ''
    const target = redactCommand(step.target)
    observer.startsSlowly({ ...step, name: executor.name, lastLine: redact(lastLine), target })
  })
}
