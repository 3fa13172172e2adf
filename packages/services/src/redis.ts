import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * A Redis server that keeps nothing on disk. Its `url` is `redis://host:port`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const cache = redis({ scope: 'worker' })
 * ```
 */
export function redis(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service = {
  name: 'redis',
  program: {
    names: ['redis-server'],
    install: ['apt-get install redis-server', 'brew install redis'],
  },
  start: ({ program }) => ({
    command: [
      ...program.command,
      ...[
        '--bind',
        '{host}',
        '--port',
        '{port}',
        '--dir',
        '{tmp}',
        '--save',
        '',
        '--appendonly',
        'no',
      ],
    ],
    url: 'redis://{host}:{port}',
  }),
}
