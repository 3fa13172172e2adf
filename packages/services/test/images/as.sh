#!/bin/sh
# Becomes the user that an image drops to: as USER PROGRAM ARGUMENTS
set -e
user=$1
shift
[ "$(id -u)" = 0 ] || exec "$@"
exec /usr/bin/setpriv --reuid="$user" --regid="$user" --clear-groups "$@"
