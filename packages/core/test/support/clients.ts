import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Client, HeldProcess, nameRunner } from '../../src/client/index.js'
import type { Declaration } from '../../src/declaration.js'
import { findRendezvous } from '../../src/protocol/index.js'
import { afterTest } from './cleanup.js'
import { eventually } from './deadline.js'
import { killAll } from './processes.js'
import { findSupervisors } from './supervisors.js'

/**
 * For `beforeAll`: makes this worker a run of its own, so that no other file's processes are mistaken for those of this
 * one, until the file is over.
 */
export function beOwnRun(): () => Promise<void> {
  nameRunner()
  return async () => {
    // How processes end is for their tests to judge.
    await endRun().catch(() => undefined)
    await expectNoSupervisor()
    delete process.env['MIRAKURU_RUNNER']
  }
}

/** A client of this worker's run, gone at the end of the test. */
export function useClient(role: 'root' | 'worker' = 'worker'): Client {
  const client = new Client(role)
  afterTest(() => client.close())
  return client
}

/** On whose behalf something is held. */
type Units = Readonly<Record<'test' | 'file', string>>

/** What is held, if it is not one declaration alone. */
interface Wanted {
  readonly processes: Readonly<Record<string, Declaration>>
  readonly name: string
  readonly units?: Partial<Units>
  readonly bound?: Readonly<Record<string, HeldProcess>>
  readonly folder?: string
}

const oneTest: Units = { test: 'one test', file: 'one file' }

/** A process of a client, not started yet. */
export function hold(client: Client, { units, ...wanted }: Wanted): HeldProcess {
  return new HeldProcess(client, { ...wanted, units: { ...oneTest, ...units } })
}

/** The only process of a block, not started yet. */
export function holdOne(
  client: Client,
  declaration: Declaration,
  units: Partial<Units> = {},
): HeldProcess {
  return hold(client, { processes: { subject: declaration }, name: 'subject', units })
}

/** Ends this worker's run at the end of the test: what lives as long as the run, and its supervisor. */
export function endRunAfterTest(): void {
  // How processes end is for their tests to judge.
  afterTest(() => endRun().catch(() => undefined))
}

/** Ends this worker's run, if there is one; rejects with how processes ended, where that was not asked for. */
export async function endRun(): Promise<void> {
  const [supervisor] = findSupervisors(process.pid)
  if (supervisor === undefined) return
  const root = new Client('root')
  try {
    const { failure } = await root.endRun()
    if (failure !== undefined) throw failure
  } finally {
    await root.close()
    await expectNoSupervisor()
  }
}

/** Takes this worker's run away with everything that is left of it, as nobody but a test would do. */
export function forgetRunAfterTest(): void {
  afterTest(async () => {
    killAll(findSupervisors(process.pid))
    await expectNoSupervisor()
    await rm(findRendezvous().folder, { recursive: true, force: true })
  })
}

/** Waits until the supervisor of this worker's run has left. */
export async function expectNoSupervisor(runner: number = process.pid): Promise<void> {
  await eventually(
    { what: 'the end of the supervisor' },
    () => findSupervisors(runner),
    (found) => found.length === 0,
  )
}

/** Whether the folder is there in which this worker's run meets its supervisor. */
export function hasFolder(): boolean {
  return existsSync(findRendezvous().folder)
}
