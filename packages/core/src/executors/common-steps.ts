import { joinCommandLine } from '../declaration/index.js'
import { runCommand } from '../process/index.js'
import { attemptCommand, attemptWaitOn, placeResource } from '../readiness/index.js'
import type { ReadinessStep, ResolvedOptions } from '../lifecycle/index.js'

/** Shortest pause between checks that start a process. Milliseconds. */
const commandPause = 20

/** The steps of every executor whose options have them: `waitOn`, then `healthcheck`. */
export function listCommonSteps(options: ResolvedOptions): readonly ReadinessStep[] {
  const steps: ReadinessStep[] = []
  const resources = options.waitOn.map((resource) => placeResource(resource, options.cwd))
  if (resources.length > 0) steps.push(waitOnStep(resources))
  if (options.healthcheck !== undefined) steps.push(healthcheckStep(options, options.healthcheck))
  return steps
}

function waitOnStep(resources: readonly string[]): ReadinessStep {
  const target = resources.join(', ')
  return {
    goal: { target, infinitive: `see ${target} available`, gerund: `${target} was available` },
    attempt: (signal, limit) => attemptWaitOn(resources, signal, limit),
  }
}

function healthcheckStep(options: ResolvedOptions, args: readonly string[]): ReadinessStep {
  const command = joinCommandLine(args)
  const plan = { ...options, name: `healthcheck of ${options.name}`, command, args, shell: false }
  let cleanedUp: Promise<unknown> = Promise.resolve()
  const run = (aborted: AbortSignal): ReturnType<typeof runCommand> => {
    const result = runCommand(plan, aborted)
    cleanedUp = Promise.allSettled([cleanedUp, result])
    return result
  }
  return {
    goal: {
      target: command,
      infinitive: `pass its healthcheck (${command})`,
      gerund: `passing its healthcheck (${command})`,
    },
    attempt: (signal) => attemptCommand(run, signal),
    cleanedUp: () => cleanedUp,
    shortestPause: commandPause,
  }
}
