import type { SupervisorError } from '../errors/index.js'
import type { KeptProject } from './spawn-supervisor.js'

/**
 * Starts the supervisor of a project, which outlives runs. The code that starts supervisors is loaded on demand: most
 * runs find a running keeper.
 *
 * @returns `failed`, which resolves with an error if the keeper ends before a client could connect
 */
export async function spawnKeeper(
  keeps: KeptProject,
): Promise<{ readonly failed: Promise<SupervisorError> }> {
  const { spawnKeeper: spawn } = await import('./spawn-supervisor.js')
  return { failed: spawn(keeps) }
}
