import type { SupervisorError } from '../errors/index.js'
import type { KeptProject } from './spawn-supervisor.js'

/**
 * Starts the supervisor that belongs to no run, but to a project. What starts supervisors is loaded here only: most runs
 * find a keeper that lives.
 *
 * @returns `failed` resolves with why it is gone, if it ends before anybody could connect
 */
export async function spawnKeeper(
  keeps: KeptProject,
): Promise<{ readonly failed: Promise<SupervisorError> }> {
  const { spawnKeeper: spawn } = await import('./spawn-supervisor.js')
  return { failed: spawn(keeps) }
}
