import { serve, writeConfig } from './blocks.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/** Options that only {@link nats} has. */
export interface NatsOptions {
  /** Streams that are kept, in `{tmp}`. Default `false`. */
  readonly jetstream?: boolean | undefined
}

/**
 * A NATS server. Its `url` is `nats://host:port`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const bus = nats({ jetstream: true })
 * ```
 */
export function nats(options: ServiceOptions & NatsOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service<NatsOptions> = {
  name: 'nats',
  program: {
    names: ['nats-server'],
    install: ['apt-get install nats-server', 'brew install nats-server'],
  },
  options: ['jetstream'],
  start({ program, options: { config, jetstream = false } }) {
    const places = ['-a', '{host}', '-p', '{port}']
    const store = jetstream ? ['-js', '-sd', '{tmp}'] : []
    const command = [...program.command, ...places, ...store]
    const files = { 'nats.conf': writeConfig(config, ': ') }
    return {
      command:
        config === undefined
          ? command
          : serve({ command: [...command, '-c', '{tmp}/nats.conf'], files }),
      url: 'nats://{host}:{port}',
      // After a SIGTERM it exits with 1.
      stopSignal: 'SIGINT',
    }
  },
  image: ({ config, jetstream = false }) => ({
    image: 'docker.io/library/nats:2',
    port: 4222,
    // Without any it would take the configuration of the image, with a cluster.
    args: [
      '-p',
      '4222',
      ...(jetstream ? ['-js', '-sd', '/data'] : []),
      ...(config === undefined ? [] : ['-c', '/nats.conf']),
    ],
    files: config === undefined ? {} : { '/nats.conf': { content: writeConfig(config, ': ') } },
    url: 'nats://{host}:{port}',
    stopSignal: 'SIGINT',
  }),
}
