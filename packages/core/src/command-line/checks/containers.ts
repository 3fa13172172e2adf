import { Engine, listAbandoned } from '../../containers/index.js'
import type { Finding } from './finding.js'

/** Milliseconds. */
const patience = 5_000

/**
 * Says that the engine answers, and finds containers, networks and volumes that dead runs have left; says nothing if its
 * daemon does not run.
 *
 * @throws {@link ExecutorError} if no engine is installed, or it does not answer
 */
export async function checkContainers(): Promise<Finding[]> {
  const engine = new Engine(undefined, { environment: process.env, cwd: process.cwd() })
  const { code } = await engine.run(['version'], { timeout: patience })
  if (code !== 0) return []
  const abandoned = await listAbandoned(engine)
  let removed: Promise<unknown> = Promise.resolve()
  const answers: Finding = { check: 'containers', status: 'ok', message: `${engine.name} answers` }
  const leftovers = abandoned.map(({ kind, name, remove }): Finding => ({
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
  return [answers, ...leftovers]
}
