import { ExecutorError } from '../../errors/index.js'
import { redactCommand } from '../../internal/redact.js'
import { pause } from '../../internal/clock.js'
import { describeHolder, measureTrees } from '../../process/index.js'
import {
  encodeError,
  type OnlookerFunctions,
  type RunReport,
  type StopReport,
} from '../../protocol/index.js'
import { carryOut } from './calls.js'
import { reportProcess } from './process-report.js'
import type { Registry } from '../registry/index.js'
import type { Service } from '../service/index.js'

/** What an onlooker needs of the supervisor. */
export interface OnlookerHost {
  readonly logFile: string
  readonly runner: { readonly pid: number }
  /** The folder for which this supervisor keeps processes between runs; `undefined` for that of a run. */
  readonly keptFolder: string | undefined
  readonly registry: Promise<Registry>
}

const lookInterval = 50

/** A client that reads the state of processes and may stop them, but holds none: its end stops no process. */
export class Onlooker implements OnlookerFunctions {
  readonly #host: OnlookerHost
  readonly #gone: AbortSignal

  /** @param gone - aborted when it has disconnected */
  constructor(host: OnlookerHost, gone: AbortSignal) {
    this.#host = host
    this.#gone = gone
  }

  async look(): Promise<RunReport> {
    const { logFile, runner, registry, keptFolder } = this.#host
    const { services } = await registry
    const memory = measureTrees()
    const { pid } = runner
    const isKeeper = keptFolder !== undefined
    const command = isKeeper ? 'kept between runs' : redactCommand(describeHolder(pid).command)
    // Kept processes are reported by their keeper.
    const own = services.filter(({ kept }) => kept === undefined)
    return {
      runner: { pid, command },
      folder: keptFolder ?? process.cwd(),
      logFile,
      processes: own.map((service) => reportProcess(service, memory)),
    }
  }

  async stop(ids: readonly string[]): Promise<readonly StopReport[]> {
    const { services } = await this.#host.registry
    const wanted = services.filter(({ id }) => ids.includes(id))
    const stops = new Map<Service, Promise<StopReport>>()
    const stopOnce = (service: Service): Promise<StopReport> => {
      const dependents = service.holders
        .map(({ dependent }) => wanted.find((each) => each === dependent))
        .filter((each) => each !== undefined)
      const stopped =
        stops.get(service) ??
        Promise.all(dependents.map(stopOnce)).then(() => this.#stopForAll(service))
      stops.set(service, stopped)
      return stopped
    }
    return Promise.all(wanted.map(stopOnce))
  }

  async untilGone(id: string): Promise<void> {
    const registry = await this.#host.registry
    const isHeld = (): boolean => registry.services.some((service) => service.id === id)
    while (isHeld() && !this.#gone.aborted) await pause(lookInterval, this.#gone)
  }

  /** Stops a process as if one of its holders had requested it. */
  async #stopForAll(service: Service): Promise<StopReport> {
    const { id } = service
    const callBack = (): Promise<never> =>
      Promise.reject(new ExecutorError('An onlooker has no callbacks'))
    try {
      if (service.life.is === 'ending') await this.untilGone(id)
      else await carryOut('stop', [], { service, lease: undefined, signal: this.#gone, callBack })
      return { id, error: undefined }
    } catch (error) {
      return { id, error: encodeError(error) }
    } finally {
      if (this.#host.keptFolder !== undefined) await this.#retire(service)
    }
  }

  /** It is not kept any more, however it has ended. */
  async #retire(service: Service): Promise<void> {
    const registry = await this.#host.registry
    await registry.retire(service).catch(() => undefined)
  }
}
