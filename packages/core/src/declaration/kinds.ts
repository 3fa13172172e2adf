import type { ExecutorKind } from './options.js'

const kinds: Readonly<Record<ExecutorKind, true>> = {
  simple: true,
  output: true,
  tcp: true,
  http: true,
  pid: true,
  unixSocket: true,
}

/** The kinds of executor that can be declared. */
export const executorKinds = Object.keys(kinds) as readonly ExecutorKind[]
