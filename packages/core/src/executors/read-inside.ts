import { isLoopback } from '../declaration/index.js'
import { ContainerExecutor, type InnerPlace } from './container-executor.js'
import { readMember } from './read-member.js'
import type { SimpleExecutor } from './simple-executor.js'

/**
 * The value of a placeholder of a process that is ready, as a container needs it: another container is found by its name
 * and the port inside, and a server of this machine by the name that the machine has in containers.
 *
 * @param hostName - that name
 */
export function readInside(executor: SimpleExecutor, member: string, hostName: string): string {
  const value = readMember(executor, member)
  const place = findPlace(executor, hostName)
  const [group = '', name = ''] = member.split('.')
  if (place === undefined) return value
  if (group === 'host') return place.host
  if (group === 'port') return String(place.port ?? value)
  if (group === 'ports') return String(place.ports[name] ?? value)
  if (group !== 'url') return value
  const { host, port } = executor
  return value
    .replaceAll(`${host}:${port}`, `${place.host}:${place.port ?? port}`)
    .replaceAll(`localhost:${port}`, `${place.host}:${place.port ?? port}`)
}

/** `undefined` if it is found in the same way from everywhere. */
function findPlace(executor: SimpleExecutor, hostName: string): InnerPlace | undefined {
  const { origin } = executor
  if (origin instanceof ContainerExecutor) return origin.innerPlace
  if (executor.host !== undefined && !isLoopback(executor.host)) return undefined
  return { host: hostName, port: undefined, ports: {} }
}
