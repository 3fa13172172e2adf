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
    const text = writeFile('{port} {host}', `user root\n${writeConfig(config, ' ')}`)
    return {
      command: serve({
        command: [...program.command, '-c', '{tmp}/mosquitto.conf'],
        files: { 'mosquitto.conf': text },
      }),
      url: 'mqtt://{host}:{port}',
    }
  },
  image: ({ config }) => ({
    image: 'docker.io/library/eclipse-mosquitto:2',
    port: 1883,
    args: ['mosquitto', '-c', '/mosquitto/config/mosquitto.conf'],
    files: {
      '/mosquitto/config/mosquitto.conf': { content: writeFile('1883', writeConfig(config, ' ')) },
    },
    url: 'mqtt://{host}:{port}',
  }),
}

function writeFile(listener: string, further: string): string {
  return `listener ${listener}\nallow_anonymous true\npersistence false\n${further}`
}
