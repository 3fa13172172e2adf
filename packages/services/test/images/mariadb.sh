#!/bin/sh
# What the entrypoint of the official image does, as far as services use it.
set -e
case "$1" in
-*) set -- mariadbd "$@" ;;
esac
if [ "$(id -u)" = 0 ]; then
  mkdir -p /var/lib/mysql /run/mysqld
  chown mysql /var/lib/mysql /run/mysqld
  exec /images/as.sh mysql "$0" "$@"
fi
if [ "$MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" != 1 ]; then
  echo 'Database is uninitialized and password option is not specified' >&2
  exit 1
fi
mariadb-install-db --datadir=/var/lib/mysql --rpm --auth-root-authentication-method=normal \
  --cross-bootstrap --skip-test-db
# Its own server has no port.
"$@" --skip-networking &
until mariadb-admin ping >/dev/null 2>&1; do sleep 0.1; done
mariadb --user=root <<SQL
CREATE USER root@'%';
GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
CREATE DATABASE IF NOT EXISTS $MARIADB_DATABASE;
SQL
kill $!
wait $!
exec "$@"
