#!/bin/sh
# No package has it: `etcdctl del "" --from-key`, and nothing else.
[ "$1" = del ] && [ "$2" = '' ] && [ "$3" = --from-key ] || exit 64
exec wget -q -O - --post-data '{"key":"AA==","range_end":"AA=="}' http://127.0.0.1:2379/v3/kv/deleterange
