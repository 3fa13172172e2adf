import {
  httpExecutor,
  outputExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from '../../src/declaration.js'
import { planProcesses, type PlanContext, type PlannedProcess } from '../../src/declaration/plan.js'
import { listProblems } from './refuse.js'

/** Declarations by name. */
export type Block = Parameters<typeof planProcesses>[0]

/** Plans a block that was written in `/work`, with nothing around it. */
export function plan(
  block: Block,
  context: Partial<PlanContext> = {},
): ReadonlyMap<string, PlannedProcess> {
  return planProcesses(block, { folder: '/work', outer: new Map(), ...context })
}

/** What is wrong with a block, as one line each. */
export function problemsOf(block: Block, context?: Partial<PlanContext>): string[] {
  return listProblems(() => plan(block, context))
}

/** Options that name these placeholders. */
export function naming(...placeholders: string[]): { env: { X: string } } {
  return { env: { X: placeholders.map((name) => `{${name}}`).join(' ') } }
}

/** What every message about a placeholder ends with. */
export function note(name: string): string {
  return `(a literal brace is doubled: {{${name}}})`
}

/** Declarations that have among them every value a process can have. */
export const servers = {
  db: tcpExecutor('db -p {port}', { ports: ['metrics', 'admin'] }),
  web: httpExecutor('web {tmp}'),
  app: unixSocketExecutor('app {socket}', { socketPath: '{tmp}/socket' }),
  vite: outputExecutor('vite', { banner: /:(?<port>\d+) v(?<version>\d{1,3})/ }),
}
