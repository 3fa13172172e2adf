import { HeldProcess } from '../client/index.js'
import { listReferences, nameSource } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import type { RunRoot } from './run-root.js'
import type { Block } from './use-target.js'
import { withoutCalls } from './without-calls.js'

/** What tests are told of a process of the block that was ready before them. */
export interface ProcessValues {
  /** How messages call it. */
  readonly name: string
  /** Its pid, or that of the daemon it became. */
  readonly pid: number | undefined
  /** Where it serves: 127.0.0.1, unless its options say otherwise. */
  readonly host: string | undefined
  /** The port it was started with; `undefined` when there is none. */
  readonly port: number | undefined
  /** The further ports it was started with, by the names that `ports` gives them. */
  readonly ports: Readonly<Record<string, number>>
  /** The URL it answers; `undefined` for kinds that know none. */
  readonly url: string | undefined
  /** The unix socket it serves; `undefined` for kinds that know none. */
  readonly socketPath: string | undefined
  /** Its private folder; `undefined` when no option names `{tmp}` and nothing is prepared for it. */
  readonly tmp: string | undefined
  /** The named groups of the banner. */
  readonly captures: Readonly<Record<string, string>>
}

/** The processes of scope `run` that the root holds, so that they are ready before the first test. */
export class RunProcesses {
  readonly #root: RunRoot
  /** By identity: the same only for the same declaration, with all it refers to. */
  readonly #held = new Map<string, Promise<HeldProcess>>()

  constructor(root: RunRoot) {
    this.#root = root
  }

  /**
   * Starts those of a block; those that do not depend on each other side by side.
   *
   * @throws what the first one says that could not be started; everything that was started is gone then
   */
  async start(block: Block): Promise<void> {
    const started = await Promise.allSettled(
      listOfRun(block).map((name) => this.#hold(block, name)),
    )
    const failed = started.find((each) => each.status === 'rejected')
    if (failed !== undefined) {
      this.forget()
      await this.#root.client.endRun().catch(() => undefined)
      const reason: unknown = nameSource(failed.reason, block.source)
      throw reason instanceof ExecutorError ? withoutCalls(reason) : reason
    }
    this.#root.narrator.closeLine()
  }

  /** What those of a block are like now. */
  async readValues(block: Block): Promise<Readonly<Record<string, ProcessValues>>> {
    const entries = listOfRun(block).map(async (name) => {
      const held = await this.#hold(block, name)
      const { pid, host, port, ports, url, socketPath, tmp, captures } = held
      const values = { name: held.name, pid, host, port, ports, url, socketPath, tmp, captures }
      return [name, values] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  }

  /** In watch mode, after the configuration was read anew: what is not declared any more, or otherwise, is stopped. */
  async retireOthers(blocks: readonly Block[]): Promise<void> {
    const wanted = new Set(
      blocks.flatMap((block) =>
        Object.keys(block.processes).map((name) => describeIdentity(block, name)),
      ),
    )
    const gone = [...this.#held].filter(([identity]) => !wanted.has(identity))
    for (const [identity] of gone) this.#held.delete(identity)
    await Promise.allSettled(gone.map(async ([, held]) => (await held).retire()))
  }

  /** The run is over, and with it all of them. */
  forget(): void {
    this.#held.clear()
  }

  #hold(block: Block, name: string): Promise<HeldProcess> {
    const identity = describeIdentity(block, name)
    const known = this.#held.get(identity)
    if (known !== undefined) return known
    const { processes, folder } = block
    const units = { test: '', file: '' }
    const held = new HeldProcess(this.#root.client, { processes, name, folder, units })
    const started = held.start()
    started.catch(() => this.#held.delete(identity))
    this.#held.set(identity, started)
    return started
  }
}

function describeIdentity({ folder, processes }: Block, name: string): string {
  const needed = new Set<string>()
  const visit = (each: string): void => {
    const declaration = processes[each]
    if (declaration === undefined || needed.has(each)) return
    needed.add(each)
    listReferences(declaration).forEach(visit)
  }
  visit(name)
  return JSON.stringify([folder, [...needed].map((each) => [each, processes[each]])])
}

function listOfRun({ processes }: Block): string[] {
  return Object.keys(processes).filter((name) => processes[name]?.scope === 'run')
}
