import { discardWithDependents, type Service } from '../service/index.js'

/**
 * Restarts the processes that were started from files which have changed since, or have crashed, and what refers to them:
 * what depends on something is stopped before it, and started after it.
 *
 * @param services - what something depends on comes before it
 */
export async function restartChanged(services: readonly Service[]): Promise<void> {
  const affected = new Set<Service>()
  for (const service of services) {
    const dependsOnOne = [...service.blueprint.dependencies.values()].some((each) =>
      affected.has(each),
    )
    if (dependsOnOne || hasFailed(service) || (await service.files.haveChanged()))
      affected.add(service)
  }
  for (const service of [...affected].toReversed()) await stop(service)
  for (const service of affected) await startAgain(service)
}

/** One that may end is started again by whoever wants it, and what refers to it may go on. */
function hasFailed({ hasCrashed, plan }: Service): boolean {
  return hasCrashed && plan.options.onCrash !== 'ignore'
}

async function stop(service: Service): Promise<void> {
  if (service.isSpare) return discardWithDependents(service)
  // How it ends is of no interest: it was made from something that is not there any more.
  await (service.life.cancelStart() ?? service.executor.stop().catch(() => undefined))
}

async function startAgain(service: Service): Promise<void> {
  if (service.life.is !== 'ready') return
  await service.life.startAgain()
}
