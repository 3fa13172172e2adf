import { dropTo, serve, writeConfig } from '../blocks.js'
import type { ServiceDeclaration, ServiceOptions } from '../options.js'
import { declareAgent } from './agent.js'
import { declareService, type Service } from '../service.js'

/**
 * A virtual host of RabbitMQ. All of a run are on one server without plugins, which is started when the first is needed.
 * Its `url` is `amqp://guest:guest@host:port/vhost`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const broker = rabbitmq({ scope: 'run', config: { 'channel_max': 100 } })
 * ```
 */
export function rabbitmq(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service = {
  name: 'rabbitmq',
  program: {
    // What Debian has in PATH only starts it as its own user, by `su`.
    names: ['/usr/lib/rabbitmq/bin/rabbitmq-server', 'rabbitmq-server'],
    // It prints its version only once it has started a runtime; the path of the installation has it.
    printVersion: (path) => ['realpath', path],
    install: ['apt-get install rabbitmq-server', 'brew install rabbitmq'],
  },
  part: ({ user }) => ({ agent: declareAgent(user), hasReset: true, isLocal: true }),
  start({ program, options: { config } }) {
    const text = `loopback_users = none\n${writeConfig(config, ' = ')}`
    return {
      command: serve({
        command: program.command,
        files: { plugins: '[].\n', 'rabbitmq.conf': text },
      }),
      ports: ['cluster', 'epmd'],
      url: 'amqp://guest:guest@{host}:{port}',
      env: environment,
      startTimeout: 120_000,
      ...dropTo('rabbitmq', 'nobody'),
    }
  },
  // The agent is no part of it: each holder has a server.
  image: ({ config }) => ({
    image: 'docker.io/library/rabbitmq:4',
    port: 5672,
    args: ['rabbitmq-server'],
    files: config === undefined ? {} : { [further]: { content: writeConfig(config, ' = ') } },
    url: 'amqp://guest:guest@{host}:{port}',
    reset: ['rabbitmqctl', 'eval', deleteQueues],
  }),
}

const further = '/etc/rabbitmq/conf.d/90-mirakuru.conf'
const deleteQueues =
  '[rabbit_amqqueue:delete(Queue, false, false, <<"guest">>) || Queue <- rabbit_amqqueue:list()].'

/** Two servers share nothing: no name, no cookie, no folder, no `epmd`. */
const environment = {
  HOME: '{tmp}',
  RABBITMQ_NODENAME: 'n{port}@localhost',
  RABBITMQ_NODE_IP_ADDRESS: '{host}',
  RABBITMQ_NODE_PORT: '{port}',
  RABBITMQ_DIST_PORT: '{ports.cluster}',
  RABBITMQ_MNESIA_BASE: '{tmp}/db',
  RABBITMQ_LOG_BASE: '{tmp}/log',
  RABBITMQ_LOGS: '-',
  RABBITMQ_ENABLED_PLUGINS_FILE: '{tmp}/plugins',
  RABBITMQ_CONFIG_FILE: '{tmp}/rabbitmq.conf',
  RABBITMQ_CONF_ENV_FILE: '{tmp}/none',
  ERL_CRASH_DUMP: '/dev/null',
  ERL_EPMD_PORT: '{ports.epmd}',
  ERL_EPMD_ADDRESS: '127.0.0.1',
}
