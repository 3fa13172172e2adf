import { ExecutorError } from '../errors/index.js'
import { makeResourceId, owner, ownerLabel } from '../process/index.js'
import { type Container, explainLine } from './container.js'
import type { Engine } from './engine.js'

/** The network of this owner at each engine. */
const networks = new Map<string, Promise<string>>()

/** The name of a container in the network: a name of a host has no underscores. */
export function nameInNetwork(container: string): string {
  return container.replaceAll('_', '-')
}

/** The network in which containers of this owner find each other; it ends with the owner. */
export function openNetwork(engine: Engine): Promise<string> {
  const key = engine.shellWords
  const known = networks.get(key)
  if (known !== undefined) return known
  const network = createNetwork(engine)
  networks.set(key, network)
  network.catch(() => networks.delete(key))
  return network
}

/** Joins a container that runs already, unless it is in the network. */
export async function joinNetwork({ engine, name }: Container): Promise<void> {
  const network = await openNetwork(engine)
  const alias = ['--alias', nameInNetwork(name)]
  const { code, stderr } = await engine.run(['network', 'connect', ...alias, network, name])
  if (code === 0 || /already exists|already connected/i.test(stderr)) return
  throw new ExecutorError(`"${name}" cannot join the network: ${explainLine(stderr)}`)
}

async function createNetwork(engine: Engine): Promise<string> {
  const name = makeResourceId()
  const onRemoved = owner.holdAt(engine.shellWords, name)
  const label = ['--label', `${ownerLabel}=${owner.id}`]
  const { code, stderr } = await engine.run(['network', 'create', ...label, name])
  if (code === 0) return name
  onRemoved()
  throw new ExecutorError(`a network cannot be created: ${explainLine(stderr)}`)
}
