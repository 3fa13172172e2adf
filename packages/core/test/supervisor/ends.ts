import type { DoomedRun } from './doomed-run.js'

/** What may happen at any moment, and has to leave nothing. */
export interface End {
  /** Is over as soon as it has happened, whether or not the supervisor can react. */
  readonly bringAbout: (run: DoomedRun) => Promise<unknown>
  readonly expectNothing: (run: DoomedRun) => Promise<void>
}

/** How the name of a folder begins that later runs remove where nobody is left who could. */
const meetingPoint = 'mirakuru-run-'

/** SIGUSR2 makes a script of {@link declareHold} release everything. */
const release: End = {
  bringAbout: ({ script }) => {
    script.kill('SIGUSR2')
    return script.says(/^asked for the release$/m)
  },
  expectNothing: async (run) => {
    await run.script.says(/^released$/m)
    await run.expectNothingHeld()
    await killOfRunner.bringAbout(run)
    await run.expectNothingLeft()
  },
}

const killOfRunner: End = {
  bringAbout: ({ script }) => {
    script.kill('SIGKILL')
    return script.ended
  },
  expectNothing: (run) => run.expectNothingLeft(),
}

const killOfSupervisor: End = {
  bringAbout: async (run) => run.killSupervisor(),
  expectNothing: async (run) => {
    await run.script.says(/^rejected ERR_SUPERVISOR: /m)
    await run.expectNothingHeld()
    await killOfRunner.bringAbout(run)
    // It told the rest of the run that its supervisor was killed.
    await run.expectNothingLeft(meetingPoint)
  },
}

const killOfBoth: End = {
  bringAbout: (run) => {
    run.killSupervisor()
    return killOfRunner.bringAbout(run)
  },
  // Before the first process there is no guardian.
  expectNothing: (run) => run.expectNothingLeft(run.hasGuardian ? undefined : meetingPoint),
}

export const ends = { release, killOfRunner, killOfSupervisor, killOfBoth } as const

/** For `test.each`. */
export const endsByName: readonly (readonly [string, End])[] = [
  ['its release', release],
  ['SIGKILL of the process of its client', killOfRunner],
  ['SIGKILL of the supervisor', killOfSupervisor],
  ['SIGKILL of runner and supervisor at once', killOfBoth],
]
