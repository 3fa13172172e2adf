import { explainUnexpanded } from '../process/index.js'

/**
 * What servers print that do not run as root: initdb, postgres, mariadbd and mysqld, memcached, Elasticsearch, and
 * others.
 */
const refusesRoot =
  /cannot be run as root|"root" execution of the PostgreSQL server|how to run \w+ as root|can'?t run as root|(?:can ?not|must not|should not|refus\w+ to) (?:be )?run(?:ning)? (?:\S+ )?as (?:the )?root/i

/** Possible causes why a command fails, by how it is written and by what it prints. */
export function findHints(
  command: { readonly args: readonly string[]; readonly shell: boolean | string },
  output: string,
): readonly string[] {
  const hints = [...explainUnexpanded(command)]
  if (refusesRoot.test(output))
    hints.push('it does not run as root: set "user" to the name of another user')
  return hints
}
