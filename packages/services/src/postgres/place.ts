import { DeclarationError } from '@mirakuru/core/errors'
import type { PostgresOptions } from './options.js'

/** Where databases are, in strings with placeholders. */
export interface Place {
  /** The URL of a database for administration. */
  readonly administration: string
  /** The URL of a database. */
  readonly url: string
  /** The variables of `psql` and all clients that use libpq, and DATABASE_URL. */
  readonly env: Readonly<Record<string, string>>
}

/** The databases of a server that is started. */
export function placeOnServer({
  user = 'postgres',
  password = 'postgres',
}: PostgresOptions): Place {
  const credentials = [user, password].map(encodeURIComponent).join(':')
  const url = `postgres://${credentials}@{server.host}:{server.port}/{id}`
  return {
    administration: '{server.url}',
    url,
    env: {
      DATABASE_URL: url,
      PGHOST: '{server.host}',
      PGPORT: '{server.port}',
      PGUSER: escapeBraces(user),
      PGPASSWORD: escapeBraces(password),
      PGDATABASE: '{id}',
    },
  }
}

/**
 * The databases of a server that runs already.
 *
 * @throws DeclarationError if it has no host
 */
export function placeAt(text: string): Place {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.hostname === '')
    throw new DeclarationError('postgres()', [
      { path: 'url', message: 'must be a URL such as postgres://user:password@host:5432/postgres' },
    ])
  const name = url.pathname.slice(1) || 'postgres'
  const database = Object.assign(new URL(text), { pathname: '/', search: '' }).href
  const ssl = url.searchParams.get('sslmode')
  const own = `${escapeBraces(database)}{id}${escapeBraces(url.search)}`
  return {
    administration: escapeBraces(`${database}${name}${ssl === null ? '' : `?sslmode=${ssl}`}`),
    url: own,
    env: {
      DATABASE_URL: own,
      PGHOST: url.hostname.replace(/^\[(.*)\]$/, '$1'), // libpq takes IPv6 addresses without brackets
      PGPORT: url.port || '5432',
      PGUSER: escapeBraces(decodeURIComponent(url.username) || 'postgres'),
      PGPASSWORD: escapeBraces(decodeURIComponent(url.password)),
      PGDATABASE: '{id}',
    },
  }
}

/** A text in which nothing is a placeholder. */
export function escapeBraces(text: string): string {
  return text.replace(/[{}]/g, '$&$&')
}
