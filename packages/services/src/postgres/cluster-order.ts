/**
 * What a cluster is filled with, once: the commands that create it, start it (`PORT` stands for a free port) and fill
 * it, and the user and the password of the migrations. A list, since braces of an object would be placeholders.
 */
export type ClusterOrder = readonly [
  initdb: readonly string[],
  server: readonly string[],
  migrate: readonly string[],
  user: string,
  password: string,
]
