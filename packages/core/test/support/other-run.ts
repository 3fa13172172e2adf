import type { Declaration } from '../../src/declaration.js'
import { eventually } from './deadline.js'
import { expectNoSupervisor } from './clients.js'
import { killAll } from './processes.js'
import { runScript, type Script } from './script.js'
import { findSupervised, findSupervisors } from './supervisors.js'

/** Another run, of a process of its own. */
export interface OtherRun {
  readonly script: Script
  /** Waits until what it asked for is ready, and returns the id of that. */
  ready(): Promise<string>
  /** Has it release what it holds; resolves when it has begun to. */
  release(): void
  /** Kills runner and supervisor at once, and waits until all of the run is gone. */
  killAll(): Promise<void>
}

/** Starts a run that asks for a `db`, and holds it. */
export async function startOtherRun(
  processes: Readonly<Record<string, Declaration>>,
): Promise<OtherRun> {
  const request = { processes, name: 'db', units: { test: 'one', file: 'file' } }
  const script = await runScript(
    `const held = new HeldProcess(new Client('worker'), ${JSON.stringify(request)})
     process.on('SIGUSR2', () => held.release())
     setInterval(() => undefined, 1_000_000)
     await held.start()
     console.log('id ' + held.id)`,
  )
  const { pid } = script.identity
  return {
    script,
    ready: async () => (await script.says(/^id (\w+)$/m))[1] ?? '',
    release: () => script.kill('SIGUSR2'),
    killAll: async () => {
      const held = findSupervised(pid)
      killAll([...findSupervisors(pid), script.identity])
      await script.ended
      await expectNoSupervisor(pid)
      const mine = (): number => findSupervised(pid).length
      await eventually({ what: `the end of ${held.length} processes` }, mine, (left) => left === 0)
    },
  }
}
