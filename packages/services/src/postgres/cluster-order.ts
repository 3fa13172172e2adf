/**
 * What a cluster is filled with, once: the commands that create it, start it (`PORT` stands for a free port) and fill
 * it, and the user and the password of the migrations as in a URL. A list of what has no braces of its own, since they
 * would be those of placeholders.
 */
export type ClusterOrder = readonly [
  initdb: readonly string[],
  server: readonly string[],
  migrate: readonly string[],
  user: string,
  password: string,
]
