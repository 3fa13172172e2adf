/** The name of the label with the id of the owner. */
export const ownerLabel = 'mirakuru'

/**
 * A part of a guardian's work: a shell function that removes the containers, networks and volumes of an owner, by the
 * command of the engine. A request of the owner may still be carried out by the engine when the owner is dead: it looks
 * again until it has found nothing three times.
 */
export const containerScript: string = `
limit=
command -v timeout >/dev/null && limit='timeout -k 1 60'
remove_containers() { # OWNER
  misses=0 rounds=0
  while [ $misses -lt 3 ] && [ $rounds -lt 100 ]; do
    found= rounds=$((rounds + 1))
    while read -r engine; do
      [ -z "$engine" ] || remove_at "$1"
    done <<END
$engines
END
    if [ -n "$found" ]; then misses=0; else misses=$((misses + 1)); sleep 0.2; fi
  done
}
remove_at() { # OWNER; engine is its command line
  case $engine in *podman*) now='--time 0' ;; *) now= ;; esac # it would wait 10 s for each
  remove_kind 'ps -aq' "rm -fv $now" "$1"
  remove_kind 'network ls -q' 'network rm' "$1"
  remove_kind 'images -q' 'rmi -f --no-prune' "$1"
  remove_kind 'volume ls -q' 'volume rm -f' "$1"
}
remove_kind() { # LIST REMOVE OWNER
  ids=$(eval "$limit $engine $1 --filter label=${ownerLabel}=$3" </dev/null)
  [ -n "$ids" ] || return
  found=1
  eval "$limit $engine $2 \\$ids" </dev/null
}
`
