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
      const text = `save ""\nappendonly no\n${writeConfig(config, ' ')}`
      return {
        command:
          config === undefined ? plain : serve({ command: file, files: { 'redis.conf': text } }),
        url: 'redis://{host}:{port}',
        reset: ask({ text: String.raw`FLUSHALL\r\n`, answer: '+OK*' }),
      }
    },
  }
}
