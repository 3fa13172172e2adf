import type { LiveProcess } from '../process/index.js'
import { notReady, ready } from '../readiness/index.js'
import type { ReadinessStep } from './start.js'

/** The wait for a process that does its work and ends: any other exit than with code 0 is a failed start. */
export function makeExitStep(find: () => LiveProcess | undefined): ReadinessStep {
  return {
    goal: { target: 'its exit', infinitive: 'exit', gerund: 'it was done' },
    attempt: async () => (find()?.exit?.code === 0 ? ready : notReady('it has not exited yet')),
    watch: (wake) => {
      void find()?.exited.then(wake)
      return () => undefined
    },
    // The exit is the sign: it is looked for once more before it counts as an end too early.
    onGone: () => undefined,
  }
}

/** Whether a process has done what there was to do. */
export function isDone(
  { oneShot }: { readonly oneShot?: boolean | undefined },
  process: LiveProcess,
): boolean {
  return oneShot === true && process.exit?.code === 0
}
