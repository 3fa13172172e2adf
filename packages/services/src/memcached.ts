import { ask, dropTo } from './blocks.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * A memcached server. Its `url` is `host:port`, as its clients take it.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const cache = memcached({ args: ['-m', '16'] })
 * ```
 */
export function memcached(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

/** Its image has no client; that of Alpine has no bash. */
const flushAll = String.raw`
request='flush_all\r\nquit\r\n'
{ printf "$request" | nc 127.0.0.1 11211 2>/dev/null ||
  bash -c 'exec 3<>/dev/tcp/127.0.0.1/11211; printf "$0" >&3; cat <&3' "$request"; } | grep -q OK`

const service: Service = {
  name: 'memcached',
  hasConfig: false,
  program: {
    names: ['memcached'],
    install: ['apt-get install memcached', 'brew install memcached'],
  },
  start: ({ program }) => ({
    command: [...program.command, '-l', '{host}', '-p', '{port}', '-U', '0'],
    url: '{host}:{port}',
    // It keeps nothing, and would need 500 ms for a SIGTERM.
    stopSignal: 'SIGKILL',
    reset: ask({ text: String.raw`flush_all\r\n`, answer: 'OK*' }),
    ...dropTo('memcache', 'memcached', 'nobody'),
  }),
  image: () => ({
    image: 'docker.io/library/memcached:1',
    port: 11211,
    args: ['memcached', '-U', '0'],
    url: '{host}:{port}',
    stopSignal: 'SIGKILL',
    reset: ['sh', '-c', flushAll],
  }),
}
