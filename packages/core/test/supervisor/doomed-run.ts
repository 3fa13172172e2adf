import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { afterTest } from '../support/cleanup.js'
import { eventually } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import {
  findMarked,
  identityOf,
  killToDeath,
  listProcesses,
  lives,
  lookAt,
  type Identity,
  type Snapshot,
} from '../support/processes.js'
import { runScript, type Script, type ScriptOptions } from '../support/script.js'
import { findOwnerId, findSupervisors } from '../support/supervisors.js'

/** How it is run, where that is not the usual way. */
interface DoomedRunOptions extends ScriptOptions {
  /** How long anything may outlive whoever it belonged to. Milliseconds. */
  readonly patience?: number
}

/** A script that is the runner of a run, and has a folder of its own for everything temporary: what stays there was forgotten. */
export class DoomedRun {
  readonly script: Script
  /** For everything temporary. */
  readonly temporary: string
  #known: readonly Identity[] = []
  #held: readonly Identity[] = []
  #ownerId: string | undefined
  #keeper: number | undefined

  readonly #patience: number

  private constructor(script: Script, folder: string, patience: number) {
    this.script = script
    this.temporary = folder
    this.#patience = patience
    afterTest(() => killToDeath(this.#known))
  }

  static async start(source: string, options: DoomedRunOptions = {}): Promise<DoomedRun> {
    const folder = await makeFolder()
    const env = { TMPDIR: folder, ...options.env }
    return new DoomedRun(
      await runScript(source, { ...options, env }),
      folder,
      options.patience ?? 10_000,
    )
  }

  /** Where the run meets its supervisor. */
  get meetingPoint(): string {
    const { pid, startTime } = this.script.identity
    return join(this.temporary, `mirakuru-run-${process.getuid?.()}-${pid}-${startTime}`)
  }

  /** Its supervisor, which has to be there. */
  get supervisor(): Snapshot {
    const [supervisor] = findSupervisors(this.script.identity.pid)
    if (supervisor === undefined) throw new Error('There is no supervisor')
    return supervisor
  }

  /** Whether it had one when {@link note} was called. */
  get hasGuardian(): boolean {
    return this.#ownerId !== undefined
  }

  /** Remembers everybody there is, so that they cannot hide; says who of them is no part of the machinery. */
  note(): readonly Snapshot[] {
    const { supervisor } = this
    this.#ownerId = findOwnerId(supervisor) ?? this.#ownerId
    this.#keeper = supervisor.pid
    const held = this.#findHeld()
    this.#held = held
    const everybody = [...this.script.listFamily(), ...this.#findGuardians(), ...held, supervisor]
    this.#known = everybody.map(({ pid, startTime }) => ({ pid, startTime }))
    return held
  }

  killSupervisor(): void {
    process.kill(this.supervisor.pid, 'SIGKILL')
  }

  /** Freezes the supervisor while something happens, so that it learns everything at once. */
  async whileFrozen(run: () => unknown): Promise<void> {
    const supervisor = identityOf(this.supervisor.pid)
    process.kill(supervisor.pid, 'SIGSTOP')
    try {
      await run()
    } finally {
      if (lives(supervisor)) process.kill(supervisor.pid, 'SIGCONT')
    }
  }

  /** What it held is gone, also what nobody knew of, with its folders. */
  async expectNothingHeld(): Promise<void> {
    await eventually(
      { what: 'the end of everything that was held', within: this.#patience },
      () => {
        const known = this.#held.filter(lives)
        return known.length > 0 ? known : [...this.#findHeld().map(describe), ...this.#listTmp()]
      },
      (left) => left.length === 0,
    )
  }

  /** Nothing at all is left. @param spared - how names of folders begin that are nobody's duty here */
  async expectNothingLeft(spared = 'nothing'): Promise<void> {
    await eventually(
      { what: 'nothing left of the run', within: this.#patience },
      () => this.#findLeft(spared),
      (left) => left.length === 0,
    )
    expect(this.#known).not.toEqual([])
  }

  /** A look at the whole machine is dear: not before those are dead who were known. */
  #findLeft(spared: string): string[] {
    const known = this.#known.filter(lives)
    if (known.length > 0) return known.map(({ pid }) => describe(lookAt(pid)))
    const processes = [...this.script.listFamily(), ...this.#findGuardians(), ...this.#findHeld()]
    const folders = readdirSync(this.temporary).filter((name) => !name.startsWith(spared))
    return [...processes.map(describe), ...folders]
  }

  /** For a moment of each start the supervisor itself has the file open that is the mark. */
  #findHeld(): Snapshot[] {
    const marked = this.#ownerId === undefined ? [] : findMarked(this.#ownerId)
    return marked.filter(({ pid }) => pid !== this.#keeper)
  }

  #findGuardians(): Snapshot[] {
    const ownerId = this.#ownerId
    const title = ` mirakuru-guardian ${ownerId} `
    return ownerId === undefined
      ? []
      : listProcesses().filter(({ command }) => command.includes(title))
  }

  #listTmp(): string[] {
    try {
      const names = readdirSync(join(this.temporary, `mirakuru-${this.#ownerId}`))
      return names.filter((name) => name !== 'owner')
    } catch {
      return [] // it has been removed
    }
  }
}

/**
 * The beginning of a script that has a client, and can hold processes: `hold('api', { api: … })`. At SIGUSR2 it releases
 * all of them.
 */
export function declareHold(role: 'root' | 'worker'): string {
  return `
    const client = new Client('${role}')
    const all = []
    const hold = (name, processes, test = 'one test') => {
      const held = new HeldProcess(client, { processes, name, units: { test, file: 'one file' } })
      all.push(held)
      return held
    }
    const sayWhy = ({ code, message }) => console.log('rejected ' + code + ': ' + message)
    process.on('SIGUSR2', () => {
      const released = Promise.all(all.map((held) => held.release()))
      console.log('asked for the release')
      released.then(() => console.log('released'), sayWhy)
    })
    setInterval(() => undefined, 1_000_000);`
}

function describe(seen: Snapshot | undefined): string {
  const { pid = 0, state = 'X', command = '' } = seen ?? {}
  return `${pid} (${state}) ${command.slice(0, 100)}`
}
