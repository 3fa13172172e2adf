import { words } from './blocks.js'
import { anyStatus } from './image.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * A DynamoDB (the npm package dynalite), in memory, whose tables exist at once. Its `url` is the `endpoint` of clients,
 * `http://host:port`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const tables = dynamodb({ scope: 'worker' })
 * ```
 */
export function dynamodb(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service = {
  name: 'dynamodb',
  hasConfig: false,
  program: {
    names: ['dynalite'],
    package: 'dynalite',
    // It takes `--version` for a start.
    printVersion: () => ['true'],
    install: ['npm install --save-dev dynalite'],
  },
  start: ({ program }) => ({
    command: [
      ...program.command,
      ...words('--host {host} --port {port}'),
      ...['createTableMs', 'deleteTableMs', 'updateTableMs'].flatMap((name) => [`--${name}`, '0']),
    ],
    url: 'http://{host}:{port}',
  }),
  // Amazon's own: there is no official one of dynalite.
  image: () => ({
    image: 'docker.io/amazon/dynamodb-local:3.3.1',
    port: 8000,
    args: words('-jar DynamoDBLocal.jar -inMemory -sharedDb -disableTelemetry'),
    url: 'http://{host}:{port}',
    // Only requests that are signed are answered with 2xx.
    status: anyStatus,
  }),
}
