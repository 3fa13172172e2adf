import { ask, serve, writeConfig } from './blocks.js'
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
  return declareService(describe('redis'), options)
}

/**
 * A Valkey server that keeps nothing on disk. Its `url` is `redis://host:port`, as its clients are those of Redis.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const cache = valkey({ reset: true })
 * ```
 */
export function valkey(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(describe('valkey'), options)
}

const places = ['--bind', '{host}', '--port', '{port}', '--dir', '{tmp}']
const forTests = ['--save', '', '--appendonly', 'no']
/** Without a password it would refuse who comes from outside the container. */
const open = ['--protected-mode', 'no']
const images = { redis: 'docker.io/library/redis:8', valkey: 'docker.io/valkey/valkey:9' }

function writeFile(config: ServiceOptions['config']): string {
  return `save ""\nappendonly no\n${writeConfig(config, ' ')}`
}

function describe(name: 'redis' | 'valkey'): Service {
  return {
    name,
    program: {
      names: [`${name}-server`],
      install: [`apt-get install ${name}-server`, `brew install ${name}`],
    },
    start({ program, options: { config } }) {
      const plain = [...program.command, ...places, ...forTests]
      const file = [...program.command, '{tmp}/redis.conf', ...places]
      const files = { 'redis.conf': writeFile(config) }
      return {
        command: config === undefined ? plain : serve({ command: file, files }),
        url: 'redis://{host}:{port}',
        reset: ask({ text: String.raw`FLUSHALL\r\n`, answer: '+OK*' }),
      }
    },
    image: ({ config }) => ({
      image: images[name],
      port: 6379,
      args: [
        `${name}-server`,
        ...(config === undefined ? forTests : ['/etc/mirakuru.conf']),
        ...open,
      ],
      files: config === undefined ? {} : { '/etc/mirakuru.conf': { content: writeFile(config) } },
      url: 'redis://{host}:{port}',
      // It exits with 0 also when it is refused.
      reset: ['sh', '-c', `${name}-cli FLUSHALL | grep -qx OK`],
    }),
  }
}
