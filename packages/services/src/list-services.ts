import { azurite } from './azurite.js'
import { dynamodb } from './dynamodb.js'
import { etcd } from './etcd.js'
import { mail } from './mail.js'
import { mariadb, mysql } from './mariadb/mariadb.js'
import { memcached } from './memcached.js'
import { mosquitto } from './mosquitto.js'
import { nats } from './nats.js'
import { nginx } from './nginx.js'
import { postgres } from './postgres/postgres.js'
import { rabbitmq } from './rabbitmq/rabbitmq.js'
import { redis, valkey } from './redis.js'

/** Where a service comes from on this machine. */
export interface FoundService {
  /** The name of its factory. */
  readonly name: string
  /** A program that is installed, its image, or nowhere. */
  readonly from: 'program' | 'image' | 'nowhere'
  /** Why not from a program, with the command that installs it. */
  readonly reason?: string | undefined
}

const factories = {
  azurite,
  dynamodb,
  etcd,
  mail,
  mariadb,
  memcached,
  mosquitto,
  mysql,
  nats,
  nginx,
  postgres,
  rabbitmq,
  redis,
  valkey,
}

/**
 * Where each service would come from without options; starts nothing.
 *
 * @example
 * ```ts
 * const missing = listServices().filter(({ from }) => from === 'nowhere')
 * ```
 */
export function listServices(): readonly FoundService[] {
  return Object.entries(factories).map(([name, declare]): FoundService => {
    const server = findServer(declare())
    if (server.unavailable !== undefined)
      return { name, from: 'nowhere', reason: server.unavailable }
    if (server.executor === 'container') return { name, from: 'image', reason: server.insteadOf }
    return { name, from: 'program' }
  })
}

interface Declared {
  readonly executor: string
  readonly server?: object | undefined
  readonly unavailable?: string | undefined
  readonly insteadOf?: string | undefined
}

/** A part is on a server. */
function findServer(declaration: object): Declared {
  const { server } = declaration as Declared
  return server === undefined ? (declaration as Declared) : findServer(server)
}
