import type { ExternalOptions } from './resource-options.js'

/** The usual ports of schemes in connection strings, from the registry of IANA and the manuals of the servers. */
const usualPorts: Readonly<Record<string, number>> = {
  amqp: 5672,
  amqps: 5671,
  http: 80,
  https: 443,
  mariadb: 3306,
  memcached: 11_211,
  mongodb: 27_017,
  mqtt: 1883,
  mqtts: 8883,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
  smtp: 25,
  valkey: 6379,
}

/** Where a server is found that runs already. */
export type ExternalTarget = Pick<ExternalOptions, 'url' | 'host' | 'port'>

/**
 * Takes host and port from a URL, unless options set them.
 *
 * @throws SyntaxError when there is no port
 */
export function findExternalTarget({ url, host, port }: ExternalTarget): ExternalTarget {
  if (url === undefined && port === undefined)
    throw new SyntaxError('is missing, and so is "port": where does the server run?')
  const found = url === undefined ? undefined : parse(url)
  const chosen = port ?? found?.port
  if (chosen === undefined) throw new SyntaxError('names no port, and its scheme has no usual one')
  if (port === undefined && (chosen < 1 || chosen > 65_535))
    throw new SyntaxError(`names port ${chosen}, which is not between 1 and 65535`)
  return {
    url: url ?? 'tcp://{host}:{port}',
    host: host ?? found?.host ?? '127.0.0.1',
    port: chosen,
  }
}

function parse(url: string): { readonly host?: string; readonly port?: number } {
  // A password may contain what a URL may not: it is of no interest here.
  const [, scheme = '', authority] = /^([a-z][\w+.-]*):\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url) ?? []
  if (authority === undefined) throw new SyntaxError('is not a URL: it begins with no scheme://')
  const [first = ''] = authority.split(',') // several servers: the first one
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(first) ?? []
  const usual = usualPorts[scheme.toLowerCase().split('+')[0] ?? '']
  return {
    ...(host && { host: host.replace(/^\[|\]$/g, '') }),
    ...((port ?? usual) !== undefined && { port: Number(port ?? usual) }),
  }
}
