import { expect } from 'vitest'
import { eventually } from '../support/deadline.js'
import { findMarked, type Snapshot } from '../support/processes.js'
import { runScript, type Script } from '../support/script.js'

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

/** A script whose process obeys nothing: its end takes the second that such a one is given. */
export async function startStubborn(): Promise<Script> {
  const script = await runScript(`
    const executor = await new SimpleExecutor(fixture('ignores-sigterm')).start()
    await executor.waitForOutput('ready')
    executor.waitForOutput('ignores SIGTERM').then(() => console.log('asked'))
    console.log('started')
    ${waitForEver}`)
  await script.says(/^started$/m)
  return script
}

/** Sends a signal to a script and to a stubborn one: who ends first has not waited, whatever else the machine has to do. */
export async function expectNoWait(
  script: Script,
  stubborn: Script,
  signal: NodeJS.Signals,
): Promise<void> {
  stubborn.kill(signal)
  script.kill(signal)
  const first = await Promise.race([
    script.ended.then(() => 'the script'),
    stubborn.ended.then(() => 'the stubborn one'),
  ])
  expect(first).toBe('the script')
  await stubborn.ended
}

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
    { what: 'the end of the guardian', within: 8_000 },
    () => script.findGuardian(),
    (guardian) => guardian === undefined,
  )
}
