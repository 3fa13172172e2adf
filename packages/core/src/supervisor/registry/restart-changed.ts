import { discardWithDependents, type Service } from '../service/index.js'

/**
 * Restarts the processes that crashed or whose files have changed, and their dependents. Dependents are stopped first
 * and started last.
 *
 * @param services - dependencies before their dependents
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

/** With `onCrash: 'ignore'` it is started again on the next request, and its dependents continue. */
function hasFailed({ hasCrashed, plan }: Service): boolean {
  return hasCrashed && plan.options.onCrash !== 'ignore'
}

async function stop(service: Service): Promise<void> {
  // How it ends does not matter: its files are outdated.
  const ended = service.isSpare
    ? discardWithDependents(service)
    : (service.life.cancelStart() ?? service.executor.stop())
  await Promise.resolve(ended).catch(() => undefined)
}

async function startAgain(service: Service): Promise<void> {
  if (service.life.is !== 'ready') return
  await service.life.startAgain()
}
