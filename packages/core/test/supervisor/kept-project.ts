import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import type { Declaration } from '../../src/declaration.js'
import { beOwnRun, endRun, endRunAfterTest, hold, useClient } from '../support/clients.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { endKeptAfterTest } from '../support/keepers.js'
import { identityOf, type Identity } from '../support/processes.js'
import { runScript, type Script } from '../support/script.js'

/** Declarations by name. */
export type Block = Readonly<Record<string, Declaration>>

/** How a process is declared that is there for the next run. */
export const kept = { scope: 'run', keep: true } as const

/** A folder whose runs keep something, and a diary of what they keep: another one for each test of the file. */
export let project: Diary

/** Makes this worker a run that may keep something. */
export function useProject(): void {
  beforeAll(beOwnRun)
  beforeEach(async () => {
    // The machine may say that it is one that keeps nothing.
    vi.stubEnv('CI', '')
    project = await makeDiary()
    endKeptAfterTest(project.folder)
    endRunAfterTest()
  })
  afterEach(() => vi.unstubAllEnvs())
}

/** Starts a process in this run. */
export function take(processes: Block, name: string): Promise<HeldProcess> {
  return hold(useClient(), { processes, name, folder: project.folder }).start()
}

/** Starts it in this run, and ends the run. */
export async function leave(processes: Block, name: string): Promise<Identity> {
  const held = await take(processes, name)
  const identity = identityOf(held.pid)
  await endRun()
  return identity
}

/**
 * A run of its own that has a `db` of this project.
 *
 * @param onSignal - what it does with that, called `held`, when it gets SIGUSR2
 */
export async function runElsewhere(
  processes: Block,
  onSignal = '',
): Promise<{ script: Script; identity: Identity }> {
  const request = { processes, name: 'db', folder: project.folder, units: { test: '', file: '' } }
  const script = await runScript(
    `const held = new HeldProcess(new Client('root'), ${JSON.stringify(request)})
     process.on('SIGUSR2', async () => {
       ${onSignal}
     })
     console.log('pid ' + (await held.start()).pid)
     setInterval(() => undefined, 1_000_000)`,
    { env: { CI: '' } },
  )
  const [, pid] = await script.says(/^pid (\d+)$/m)
  return { script, identity: identityOf(Number(pid)) }
}
