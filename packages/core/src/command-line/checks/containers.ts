import { Engine, listAbandoned } from '../../containers/index.js'
import type { Finding } from './finding.js'

/**
 * Finds containers, networks and volumes that dead runs have left.
 *
 * @throws {@link ExecutorError} if no engine is installed, or it does not answer
 */
export async function checkContainers(): Promise<Finding[]> {
  const engine = new Engine(undefined, { environment: process.env, cwd: process.cwd() })
  const abandoned = await listAbandoned(engine)
  let removed: Promise<unknown> = Promise.resolve()
  return abandoned.map(({ kind, name, remove }) => ({
    check: 'leftovers',
    status: 'warning',
    message: `A dead run has left a ${kind}: ${name}`,
    advice: 'mirakuru doctor --fix removes it',
    fix: () => {
      // One after the other: a network that is in use cannot be removed.
      const done = removed.then(remove)
      removed = done
      return done
    },
  }))
}
