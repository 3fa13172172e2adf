import { notReady, ready } from '../readiness/index.js'
import type { Instance } from './instance.js'
import type { ReadinessStep } from './readiness-step.js'

/** The wait for a process that does its work and exits: any other exit than with code 0 is a failed start. */
export function makeExitStep(process: Instance): ReadinessStep {
  return {
    goal: { target: 'its exit', infinitive: 'exit', gerund: 'it was done' },
    attempt: async () => (process.exit?.code === 0 ? ready : notReady('it has not exited yet')),
    watch: (wake) => {
      void process.exited.then(wake)
      return () => undefined
    },
    // The exit itself is awaited: it is checked once more before it counts as a premature end.
    onGone: () => undefined,
  }
}

/** Whether a process has completed its work. */
export function isDone(
  { oneShot }: { readonly oneShot?: boolean | undefined },
  process: Instance,
): boolean {
  return oneShot === true && process.exit?.code === 0
}
