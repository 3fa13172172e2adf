import type { HeldService } from './lease.js'

/** A process and all that depends on it, each once, and what depends on something before that. */
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

/** A process and all that it depends on, each once. */
export function listWithDependencies(service: HeldService): readonly HeldService[] {
  const found = new Set<HeldService>([service])
  // The loop reaches what is added by it.
  for (const { dependencies } of found) for (const each of dependencies) found.add(each)
  return [...found]
}

/** Whether nobody has it yet, and nobody has what depends on it. What ends belongs to whoever had it. */
export function isHeldForSparesOnly(service: HeldService): boolean {
  return listWithDependents(service).every(
    ({ holders }) =>
      holders.length > 0 && holders.every(({ is }) => is === 'spare' || is === 'process'),
  )
}

/**
 * Ends spares together with what depends on them.
 *
 * @returns when nothing is left of those; what only they had held may take longer
 */
export async function discardWithDependents(service: HeldService): Promise<void> {
  const all = listWithDependents(service)
  for (const each of all) each.dropSpare()
  // One that others hold ends when they have given it back, which they have when they are gone.
  for (const { life } of all) await life.ending?.gone
}
