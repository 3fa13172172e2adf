import type { HeldService } from './lease.js'

/** A process and all of its dependents, each once, dependents first. */
export function listWithDependents(service: HeldService): readonly HeldService[] {
  const found = new Set<HeldService>()
  const visit = (each: HeldService): void => {
    if (found.has(each)) return
    for (const { dependent } of each.holders) if (dependent !== undefined) visit(dependent)
    found.add(each)
  }
  visit(service)
  return [...found]
}

/** A process and all of its dependencies, each once. */
export function listWithDependencies(service: HeldService): readonly HeldService[] {
  const found = new Set<HeldService>([service])
  // The loop reaches what is added by it.
  for (const { dependencies } of found) for (const each of dependencies) found.add(each)
  return [...found]
}

/** Whether it and its dependents are held only as spares. An ending process without leases is not a spare. */
export function isHeldForSparesOnly(service: HeldService): boolean {
  return listWithDependents(service).every(
    ({ holders }) =>
      holders.length > 0 && holders.every(({ is }) => is === 'spare' || is === 'process'),
  )
}

/**
 * Ends spares together with their dependents.
 *
 * @returns when they have ended; dependencies that only they held may take longer
 */
export async function discardWithDependents(service: HeldService): Promise<void> {
  const all = listWithDependents(service)
  for (const each of all) each.dropSpare()
  // A process with other holders ends when those have released it, which they have when they are gone.
  for (const { life } of all) await life.ending?.gone
}
