#!/bin/sh
# What the entrypoint of the official image does, as far as services use it.
set -e
case "$1" in
-*) set -- postgres "$@" ;;
esac
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown postgres "$PGDATA" /var/run/postgresql
  exec /images/as.sh postgres "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    exit 1
  fi
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
  eval 'initdb --username="$POSTGRES_USER" --pwfile=/tmp/password '"$POSTGRES_INITDB_ARGS"
  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  # Its own server says that it is ready, too, but listens on a socket only.
  pg_ctl -o "${*#postgres } -c listen_addresses=''" -w start
  psql --username "$POSTGRES_USER" --dbname postgres --command "SELECT 'initialised'"
  pg_ctl -m fast -w stop
fi
exec "$@"
