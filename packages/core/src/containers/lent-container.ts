import { settlesWithin } from '../internal/clock.js'
import type { Child, Exit, TerminationLadder } from '../process/index.js'
import type { Container } from './container.js'
import { HeldContainer } from './held-container.js'

/** How long the keeper may take to report an end. Milliseconds. */
const reportGrace = 5_000

/** A container that another process has started, and watches: its end is reported by that. */
export class LentContainer extends HeldContainer {
  constructor(container: Container, child: Child) {
    super(container)
    child.once('exit', (code: Exit['code'], signal: Exit['signal'], wasAskedFor = false) =>
      this.settle({ code, signal, forced: this.isForced }, wasAskedFor),
    )
  }

  override async end({ stopSignal, stopTimeout }: TerminationLadder): Promise<readonly number[]> {
    if (!this.hasEnded() && stopSignal !== undefined) {
      await this.suspend(false)
      await this.container.signal(stopSignal).catch(() => undefined)
      const hasObeyed = await settlesWithin(this.exited, stopTimeout)
      if (!hasObeyed && stopTimeout > 0) this.noteDisobedience()
    }
    if (!this.hasEnded()) this.expectForce()
    await this.container.remove()
    await settlesWithin(this.exited, reportGrace)
    this.settle({ code: null, signal: 'SIGKILL', forced: this.isForced })
    return []
  }
}
