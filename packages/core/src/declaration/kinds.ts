import type { ExecutorKind } from './options.js'

const kinds: Readonly<Record<ExecutorKind, true>> = {
  simple: true,
  output: true,
  tcp: true,
  http: true,
  pid: true,
  unixSocket: true,
  resource: true,
  external: true,
}

/** The kinds of executor that can be declared. */
export const executorKinds = Object.keys(kinds) as readonly ExecutorKind[]

/** Whether this kind runs a command of its own. */
export function hasCommand(kind: ExecutorKind): boolean {
  return kind !== 'resource' && kind !== 'external'
}
