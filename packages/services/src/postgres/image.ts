import type { ServiceImage } from '../image.js'
import type { PostgresOptions } from './options.js'
import { escapeBraces } from './place.js'
import { settings, toArguments } from './settings.js'

/** How PostgreSQL is started as a container. */
export function describeImage({
  user = 'postgres',
  password = 'postgres',
  locale = 'C.UTF-8',
  config = {},
}: PostgresOptions): ServiceImage {
  const name = escapeBraces(user)
  const credentials = [user, password].map(encodeURIComponent).join(':')
  return {
    image: 'docker.io/library/postgres:18',
    port: 5432,
    args: toArguments({ ...settings, ...config }),
    env: {
      POSTGRES_USER: name,
      POSTGRES_PASSWORD: escapeBraces(password),
      // The entrypoint gives it to a shell.
      POSTGRES_INITDB_ARGS: `--encoding=UTF8 --locale='${locale}' --no-sync`,
      ...(password === '' && { POSTGRES_HOST_AUTH_METHOD: 'trust' }),
    },
    // The server that the entrypoint runs first, for itself, prints the same line, but has no port.
    healthcheck: ['pg_isready', '--host=127.0.0.1', `--username=${name}`, '--dbname=postgres'],
    stopSignal: 'SIGINT',
    url: `postgres://${credentials}@{host}:{port}/postgres`,
  }
}
