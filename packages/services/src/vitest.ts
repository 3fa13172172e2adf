/**
 * For tests of Vitest: servers as fixtures.
 *
 * @module @mirakuru/services/vitest
 */

import * as services from '@mirakuru/services'
import type {
  NatsOptions,
  NginxOptions,
  OwnPostgresOptions,
  PassedOptions,
  PostgresOptions,
  PostgresSharing,
  ServiceOptions,
  Source,
  SourceOptions,
  WithReset,
} from '@mirakuru/services'
import { processFixture, type ProcessFixture, type TcpHandle } from '@mirakuru/vitest-plugin'

export type {
  NatsOptions,
  NginxOptions,
  OwnPostgresOptions,
  PassedOptions,
  PostgresOptions,
  PostgresSharing,
  ProcessFixture,
  ServiceOptions,
  Source,
  SourceOptions,
  WithReset,
}

/** A fixture of a server. */
export type ServiceFixture = ProcessFixture<TcpHandle>

/**
 * A fixture of `azurite()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ azurite: azurite({ scope: 'file' }) })
 * ```
 */
export function azurite(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.azurite(options), azurite)
}

/**
 * A fixture of `dynamodb()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ dynamodb: dynamodb({ scope: 'file' }) })
 * ```
 */
export function dynamodb(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.dynamodb(options), dynamodb)
}

/**
 * A fixture of `etcd()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ etcd: etcd({ scope: 'file' }) })
 * ```
 */
export function etcd(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.etcd(options), etcd)
}

/**
 * A fixture of `mail()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ mail: mail({ scope: 'file' }) })
 * ```
 */
export function mail(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.mail(options), mail)
}

/**
 * A fixture of `mariadb()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ mariadb: mariadb({ scope: 'file' }) })
 * ```
 */
export function mariadb(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.mariadb(options), mariadb)
}

/**
 * A fixture of `memcached()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ memcached: memcached({ scope: 'file' }) })
 * ```
 */
export function memcached(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.memcached(options), memcached)
}

/**
 * A fixture of `mosquitto()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ mosquitto: mosquitto({ scope: 'file' }) })
 * ```
 */
export function mosquitto(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.mosquitto(options), mosquitto)
}

/**
 * A fixture of `mysql()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ mysql: mysql({ scope: 'file' }) })
 * ```
 */
export function mysql(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.mysql(options), mysql)
}

/**
 * A fixture of `nats()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ nats: nats({ scope: 'file' }) })
 * ```
 */
export function nats(options?: ServiceOptions<'test'> & NatsOptions): ServiceFixture {
  return processFixture(services.nats(options), nats)
}

/**
 * A fixture of `nginx()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ nginx: nginx({ scope: 'file' }) })
 * ```
 */
export function nginx(options?: ServiceOptions<'test'> & NginxOptions): ServiceFixture {
  return processFixture(services.nginx(options), nginx)
}

/**
 * A fixture of `rabbitmq()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ rabbitmq: rabbitmq({ scope: 'file' }) })
 * ```
 */
export function rabbitmq(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.rabbitmq(options), rabbitmq)
}

/**
 * A fixture of `redis()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ redis: redis({ scope: 'file' }) })
 * ```
 */
export function redis(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.redis(options), redis)
}

/**
 * A fixture of `valkey()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ valkey: valkey({ scope: 'file' }) })
 * ```
 */
export function valkey(options?: ServiceOptions<'test'>): ServiceFixture {
  return processFixture(services.valkey(options), valkey)
}

/**
 * A fixture of `postgres()` of `@mirakuru/services`.
 *
 * @example
 * ```ts
 * const test = base.extend({ db: postgres({ migrate: 'npm run migrate', spares: 2 }) })
 * ```
 */
export function postgres(options?: PostgresOptions<'test'>): ServiceFixture {
  const { from, image, dedicated, scope = 'test' } = options ?? {}
  // A container of its own has to know the scope that it gets.
  const isOwn = dedicated === true && (from === 'image' || image !== undefined)
  const given = (isOwn ? { ...options, scope } : options) as PostgresOptions
  return processFixture(services.postgres(given), postgres)
}
