import { eventually } from '../support/deadline.js'
import { findMarked, type Snapshot } from '../support/processes.js'
import type { Script } from '../support/script.js'

export const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Starts a tree, a process that obeys nothing, a daemon, and one that clears its environment. */
export const startAll = `
export const executors = [
  new SimpleExecutor(fixture('forks-tree')),
  new SimpleExecutor(fixture('ignores-sigterm')),
  new SimpleExecutor(fixture('daemonises', ...fixture('ignores-sigterm'))),
  new TcpExecutor(fixture('listens-late', '{port}')),
  new SimpleExecutor(['sh', '-c', 'echo ready; exec env -i /bin/sleep 1000']),
]
await Promise.all(executors.map((executor) => executor.start()))
await Promise.all(executors.map((executor) => executor.waitForOutput('ready')))
console.log('started')
`
export const startObedient = `
export const executors = [new SimpleExecutor(fixture('forks-tree')), new SimpleExecutor('sleep 1000')]
await Promise.all(executors.map((executor) => executor.start()))
await executors[0].waitForOutput('ready')
console.log('started')
`
export const waitForEver = `setInterval(() => undefined, 1_000_000)`

/** Whoever is left besides the guardian, which goes last. */
export function listLeft(script: Script): Snapshot[] {
  return [...script.listFamily(), ...findMarked(script.ownerId)]
}

export async function expectNobodyLeft(script: Script, within: number): Promise<void> {
  await eventually(
    { what: 'nobody left of the script', within },
    () => listLeft(script),
    (left) => left.length === 0,
  )
}

export async function expectGuardianGone(script: Script): Promise<void> {
  await eventually(
    { what: 'the end of the guardian', within: 10_000 },
    () => script.findGuardian(),
    (guardian) => guardian === undefined,
  )
}
