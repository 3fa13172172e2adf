import type { Declaration } from '@mirakuru/core/declaration'
import * as services from '../../src/index.js'
import type { ServiceDeclaration, ServiceOptions } from '../../src/index.js'
import * as clients from './clients.js'

/** A service, and what is particular about it. */
export interface Row {
  readonly factory: (options?: ServiceOptions) => ServiceDeclaration
  readonly connect: clients.Connect
  /** What its URL looks like. */
  readonly url: RegExp
  /** The part of its error that says how to install it. */
  readonly install: string
  /** Whether what was written stays, to be seen by another client. */
  readonly isStore: boolean
  /** Whether it can be emptied. */
  readonly hasReset: boolean
  /** No package of Debian 12 has it. */
  readonly isRare?: true
  /** A start takes so long that its tests share one. */
  readonly isSlow?: true
}

const store = { isStore: true, hasReset: true }
const keeper = { isStore: true, hasReset: false }
const relay = { isStore: false, hasReset: false }

/** All services. */
export const table: Readonly<Record<string, Row>> = {
  redis: {
    ...store,
    factory: services.redis,
    connect: clients.connectRedis,
    url: /^redis:\/\/127\.0\.0\.1:\d+$/,
    install: 'apt-get install redis-server',
  },
  valkey: {
    ...store,
    factory: services.valkey,
    connect: clients.connectRedis,
    url: /^redis:\/\/127\.0\.0\.1:\d+$/,
    install: 'apt-get install valkey-server',
    isRare: true,
  },
  memcached: {
    ...store,
    factory: services.memcached,
    connect: clients.connectMemcached,
    url: /^127\.0\.0\.1:\d+$/,
    install: 'apt-get install memcached',
  },
  nats: {
    ...relay,
    factory: services.nats,
    connect: clients.connectToNats,
    url: /^nats:\/\/127\.0\.0\.1:\d+$/,
    install: 'apt-get install nats-server',
  },
  mosquitto: {
    ...keeper,
    factory: services.mosquitto,
    connect: clients.connectMosquitto,
    url: /^mqtt:\/\/127\.0\.0\.1:\d+$/,
    install: 'apt-get install mosquitto',
  },
  etcd: {
    ...store,
    factory: services.etcd,
    connect: clients.connectEtcd,
    url: /^http:\/\/127\.0\.0\.1:\d+$/,
    install: 'apt-get install etcd-server',
  },
  nginx: {
    ...relay,
    factory: services.nginx,
    connect: clients.connectNginx,
    url: /^http:\/\/127\.0\.0\.1:\d+$/,
    install: 'apt-get install nginx-light',
  },
  mariadb: {
    ...store,
    factory: services.mariadb,
    connect: clients.connectMariadb,
    url: /^mysql:\/\/root@127\.0\.0\.1:\d+\/mirakuru_\w+$/,
    install: 'apt-get install mariadb-server',
  },
  mysql: {
    ...store,
    factory: services.mysql,
    connect: clients.connectMariadb,
    url: /^mysql:\/\/root@127\.0\.0\.1:\d+\/mirakuru_\w+$/,
    install: 'apt-get install mariadb-server',
  },
  rabbitmq: {
    ...store,
    factory: services.rabbitmq,
    connect: clients.connectRabbitmq,
    url: /^amqp:\/\/guest:guest@127\.0\.0\.1:\d+\/mirakuru_\w+$/,
    install: 'apt-get install rabbitmq-server',
    isSlow: true,
  },
  mail: {
    ...store,
    factory: services.mail,
    connect: clients.connectMail,
    url: /^smtp:\/\/127\.0\.0\.1:\d+$/,
    install: 'npm install --save-dev maildev',
  },
  azurite: {
    ...keeper,
    factory: services.azurite,
    connect: clients.connectAzurite,
    url: /^http:\/\/127\.0\.0\.1:\d+\/devstoreaccount1$/,
    install: 'npm install --save-dev azurite',
  },
  dynamodb: {
    ...keeper,
    factory: services.dynamodb,
    connect: clients.connectDynamodb,
    url: /^http:\/\/127\.0\.0\.1:\d+$/,
    install: 'npm install --save-dev dynalite',
  },
}

/** What is checked of a service: only that. */
interface Candidate extends Pick<Row, 'isRare'> {
  readonly factory: () => Declaration
}

/** Services that cannot run here are skipped, unless the environment says that all must. */
export function isMissing(row: Candidate | undefined): boolean {
  const unavailable = row === undefined ? 'no such service' : findHindrance(row.factory())
  if (unavailable === undefined) return false
  const isRequired = process.env['MIRAKURU_E2E_REQUIRE_SERVICES'] === '1' && row?.isRare !== true
  if (!isRequired) console.log(`skipped: ${unavailable}`)
  return !isRequired
}

/** Why no program can be started. */
function findHindrance(declared: Declaration): string | undefined {
  if (declared.executor === 'container') return declared.insteadOf
  if (declared.executor !== 'resource') return declared.unavailable
  return findHindrance(declared.server as Declaration)
}
