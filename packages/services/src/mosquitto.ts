import { serve, writeConfig } from './blocks.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * A mosquitto broker that lets everybody in. Its `url` is `mqtt://host:port`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const broker = mosquitto({ config: { max_queued_messages: 10 } })
 * ```
 */
export function mosquitto(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service = {
  name: 'mosquitto',
  program: {
    names: ['mosquitto'],
    printVersion: (path) => [path, '-h'],
    install: ['apt-get install mosquitto', 'brew install mosquitto'],
  },
  start({ program, options: { config } }) {
    // With -p alone it would keep running without its port, if that is taken; and root becomes a user who may not
    // read {tmp}.
    const text = `listener {port} {host}\nallow_anonymous true\npersistence false\nuser root\n`
    return {
      command: serve({
        command: [...program.command, '-c', '{tmp}/mosquitto.conf'],
        files: { 'mosquitto.conf': text + writeConfig(config, ' ') },
      }),
      url: 'mqtt://{host}:{port}',
    }
  },
}
