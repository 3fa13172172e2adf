import type { LiveProcess } from '../process/index.js'
import { notReady, ready } from '../readiness/index.js'
import type { ReadinessStep } from './start.js'

/** The wait for a process that does its work and exits: any other exit than with code 0 is a failed start. */
export function makeExitStep(find: () => LiveProcess | undefined): ReadinessStep {
  return {
    goal: { target: 'its exit', infinitive: 'exit', gerund: 'it was done' },
    attempt: async () => (find()?.exit?.code === 0 ? ready : notReady('it has not exited yet')),
    watch: (wake) => {
      void find()?.exited.then(wake)
      return () => undefined
    },
    // The exit itself is awaited: it is checked once more before it counts as a premature end.
    onGone: () => undefined,
  }
}

/** Whether a process has completed its work. */
export function isDone(
  { oneShot }: { readonly oneShot?: boolean | undefined },
  process: LiveProcess,
): boolean {
  return oneShot === true && process.exit?.code === 0
}
