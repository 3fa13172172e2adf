import { words } from './blocks.js'
import { anyStatus } from './image.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * Azure's storage (the npm package azurite), in memory. Its `url` is that of the blobs of its usual account,
 * `http://host:port/devstoreaccount1`; queues and tables are at `ports.queue` and `ports.table`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const storage = azurite({ scope: 'file' })
 * ```
 */
export function azurite(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const quiet = words('--silent --skipApiVersionCheck --disableTelemetry --inMemoryPersistence')

const service: Service = {
  name: 'azurite',
  hasConfig: false,
  program: {
    names: ['azurite'],
    package: 'azurite',
    install: ['npm install --save-dev azurite'],
  },
  start: ({ program }) => ({
    command: [
      ...program.command,
      ...quiet,
      ...words('--blobHost {host} --blobPort {port}'),
      ...words('--queueHost {host} --queuePort {ports.queue}'),
      ...words('--tableHost {host} --tablePort {ports.table}'),
    ],
    ports: ['queue', 'table'],
    url: 'http://{host}:{port}/devstoreaccount1',
  }),
  image: () => ({
    image: 'mcr.microsoft.com/azure-storage/azurite:3.35.0',
    port: 10_000,
    ports: { queue: 10_001, table: 10_002 },
    args: [
      'azurite',
      ...quiet,
      ...['blob', 'queue', 'table'].flatMap((each) => [`--${each}Host`, '0.0.0.0']),
    ],
    url: 'http://{host}:{port}/devstoreaccount1',
    // It wants to know who asks.
    status: anyStatus,
  }),
}
