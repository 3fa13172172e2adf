import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { basename } from 'node:path'
import { ExecutorError } from '../errors/index.js'
import { after, repeat } from '../internal/clock.js'
import type { OwnFolder } from '../internal/own-folder.js'
import type { OutputStream } from '../internal/output-stream.js'
import {
  encodeError,
  findSocket,
  noteFirstProcess,
  removeRunFolder,
  type Rendezvous,
  type RunFolder,
  type RunEnd,
  type SlowStart,
  supervisorFailure,
  type TestMessage,
} from '../protocol/index.js'
import { listUnfinishedLogs, pruneLogs, removeAbandonedFolders, removeLog } from './earlier-runs.js'
import { limitMemory } from './limit-memory.js'
import { LogFolder } from './log-folder.js'
import type { awaitEarlierRuns, Registry } from './registry/index.js'
import type { Observer } from './service/index.js'
import { Reporting } from './reporting.js'
import { Session, type SessionHost } from './session/index.js'
import { watchRunner } from './watch-runner.js'

/** How long the exit may take after everything has ended. Milliseconds. */
const exitGrace = 1_000

/** How often it is logged what the end of a run waits for. Milliseconds. */
const wordInterval = 5_000

/** How long the end of an abandoned run may take. Its processes are killed after 1.5 s. Milliseconds. */
const abandonedTimeout = 30_000

/** How long the client that starts a keeper may take to join it. Milliseconds. */
const joinTimeout = 15_000

/** The parameters of a supervisor. */
export interface SupervisorParts {
  readonly rendezvous: Rendezvous
  /** Its folder, open. */
  readonly folder: RunFolder
  readonly token: string
  readonly logFile: string | undefined
  /** The folder of logs, if there is one. */
  readonly logs: OwnFolder | undefined
  /** The folder for which it keeps processes between runs; `undefined` for the supervisor of a run. */
  readonly keptFolder: string | undefined
  readonly log: (line: string) => void
}

/** Holds the processes of one run, and exits when the run and all of its processes have ended. */
export class Supervisor implements SessionHost, Observer {
  readonly token: string
  readonly logFile: string
  readonly registry: Promise<Registry>
  readonly #reporting: Reporting
  readonly #parts: SupervisorParts
  /** The folder for the output of every process. */
  readonly #logFolder: LogFolder | undefined
  readonly #sessions = new Set<Session>()
  readonly #server: Server
  #ended: Promise<RunEnd> | undefined

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    this.token = parts.token
    this.logFile = parts.logFile ?? '/dev/null'
    const { logs } = parts
    this.#logFolder = logs && new LogFolder(logs, basename(this.logFile, '.log'))
    this.#reporting = new Reporting(this.#logFolder, parts.log)
    this.registry = this.#openRegistry()
    this.registry.catch(() => undefined) // clients get the error when they request a process
    this.#server = createServer((socket) => {
      const session = new Session(socket, this)
      this.#sessions.add(session)
      socket.once('close', () => {
        this.#sessions.delete(session)
        void this.#leaveIfIdle()
      })
    })
  }

  get runner(): Rendezvous['runner'] {
    return this.#parts.rendezvous.runner
  }

  get keptFolder(): string | undefined {
    return this.#parts.keptFolder
  }

  describeRun(): string {
    return `run of pid ${this.runner.pid}`
  }

  log(line: string): void {
    this.#parts.log(line)
  }

  async reportTests(tests: readonly TestMessage[]): Promise<void> {
    const recorder = await this.#reporting.recorder
    recorder?.tell(tests)
  }

  startsSlowly(start: SlowStart): void {
    for (const session of this.#sessions) session.startsSlowly(start)
  }

  get isFollowed(): boolean {
    return [...this.#sessions].some((session) => session.isFollowing)
  }

  printed(name: string, stream: OutputStream, line: string): void {
    for (const session of this.#sessions) session.printed(name, stream, line)
  }

  /**
   * Listens for clients.
   *
   * @returns `false` if this run has a supervisor already: the socket is the lock
   */
  async listen(): Promise<boolean> {
    const { rendezvous, folder } = this.#parts
    const { runner } = rendezvous
    const isListening = await new Promise<boolean>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') resolve(false)
        else reject(error)
      })
      this.#server.listen(findSocket(folder, rendezvous), () => resolve(true))
    })
    if (!isListening) return false
    if (this.keptFolder === undefined)
      watchRunner(runner, () => this.abandonRun('its runner is gone'))
    else after(joinTimeout, () => void this.#leaveIfIdle())
    return true
  }

  /** Ends every lease, waits until all processes have ended, and exits. */
  endRun(reason: string): Promise<RunEnd> {
    this.#ended ??= this.#end(reason)
    return this.#ended
  }

  /** Ends a run whose runner or root is gone, without waiting for processes that stop slowly. */
  abandonRun(reason: string): void {
    void this.registry.then((registry) => registry.hurry()).catch(() => undefined)
    this.endRun(reason).catch(() => undefined)
    after(abandonedTimeout, () => void this.#giveUp())
  }

  /** Exits even if the end of the run still waits: the exit hooks of this process, and its guardian, kill the rest. */
  async #giveUp(): Promise<void> {
    await this.#tellWaits('gives up')
    exitForSure()
  }

  async #tellWaits(what: string): Promise<void> {
    const waits = (await this.registry.catch(() => undefined))?.describeWaits() ?? []
    this.log(`the end of the run ${what}: ${waits.join('; ') || 'it waits for no process'}`)
  }

  /**
   * Loads the executors, while clients are accepted already.
   *
   * @throws {@link SupervisorError} when the supervisor cannot load its own code
   */
  async #openRegistry(): Promise<Registry> {
    const { rendezvous, log, logFile, keptFolder } = this.#parts
    try {
      const { awaitEarlierRuns, prepareToLaunch, Registry } = await import('./registry/index.js')
      limitMemory()
      const registry = new Registry({
        observer: this,
        logFolder: this.#logFolder,
        recorder: await this.#reporting.recorder,
        isKeeper: keptFolder !== undefined,
        onFirst: () => this.#noteFirst(),
        // The folder of a killed supervisor shows the other clients of the run that it was killed.
        runFolder: { folder: rendezvous.folder, keeper: rendezvous.runner },
        earlierRuns: this.#awaitEarlierRuns(awaitEarlierRuns),
        onGone: () => void this.#leaveIfIdle(),
      })
      prepareToLaunch()
      return registry
    } catch (cause) {
      const reason = `The supervisor of this run cannot hold processes: ${(cause as Error).message}`
      log(reason)
      throw supervisorFailure(reason, logFile, { cause })
    }
  }

  /** Lets clients distinguish a supervisor that was killed from one that has exited. */
  #noteFirst(): void {
    try {
      noteFirstProcess(this.#parts.folder)
    } catch (error) {
      this.log(`cannot note that there are processes: ${String(error)}`)
    }
  }

  /** A keeper does not wait: a run that needs what an earlier keeper has left finds the next one. */
  async #awaitEarlierRuns(wait: typeof awaitEarlierRuns): Promise<void> {
    const { logs, log } = this.#parts
    if (this.keptFolder !== undefined || logs === undefined) return
    const unfinished = listUnfinishedLogs(logs, basename(this.logFile))
    await wait(logs, unfinished, log).catch((error: unknown) => log(String(error)))
  }

  /** Ends a keeper without processes and clients. */
  async #leaveIfIdle(): Promise<void> {
    if (this.keptFolder === undefined) return
    const registry = await this.registry.catch(() => undefined)
    if (this.#sessions.size > 0 || (registry?.services.length ?? 0) > 0) return
    await this.endRun('there is nothing to keep').catch(() => undefined)
  }

  async #end(reason: string): Promise<RunEnd> {
    this.log(`the run ends: ${reason}`)
    // New clients belong to another run, perhaps of the same runner: it starts a new supervisor in a new folder, which
    // must not be removed as that of this run later.
    this.#server.close()
    const left = removeRunFolder(this.#parts.folder)
    if (left !== undefined) this.log(`its folder is left: ${left.message}`)
    const registry = await this.registry.catch(() => undefined)
    const stopTelling = repeat(wordInterval, () => void this.#tellWaits('takes its time'))
    const faults = (await registry?.end()) ?? []
    stopTelling()
    for (const fault of faults) this.log(String(fault))
    const report = (registry?.hasHeld ?? false) ? await this.#reporting.write(reason) : undefined
    // The response to the caller is sent before the connections close.
    setTimeout(() => {
      this.log(`leaves ${process.getActiveResourcesInfo().join(', ')} behind`)
      exitForSure()
    }, exitGrace).unref()
    process.once('exit', killOneself)
    setImmediate(() => {
      for (const session of this.#sessions) session.close()
      this.log('everything is gone')
      void this.#tidyUp({ keepsLog: registry?.hasHeld ?? true })
    })
    const summary = { ...(await this.registry).summary, report }
    return faults.length === 0 ? { summary } : { summary, failure: encodeError(combine(faults)) }
  }

  /** Removes the log of a run without processes, the logs of old runs, and abandoned folders. */
  async #tidyUp({ keepsLog }: { readonly keepsLog: boolean }): Promise<void> {
    const { rendezvous, logs } = this.#parts
    const hasSuccessor = existsSync(rendezvous.folder)
    if (logs !== undefined) {
      if (!hasSuccessor && !keepsLog) await removeLog(logs, basename(this.logFile))
      await pruneLogs(logs, basename(this.logFile))
    }
    await removeAbandonedFolders(rendezvous)
  }
}

/**
 * Node may hang while it exits (https://github.com/nodejs/node/issues/54918). Once the exit hooks have run there is
 * nothing left to do.
 */
function killOneself(): void {
  process.kill(process.pid, 'SIGKILL')
}

function exitForSure(): void {
  process.once('exit', killOneself)
  process.exit()
}

function combine(faults: readonly unknown[]): unknown {
  if (faults.length === 1) return faults[0]
  const messages = faults.map((fault) => (fault instanceof Error ? fault.message : String(fault)))
  return new ExecutorError(
    `${faults.length} processes ended unexpectedly:\n${messages.join('\n')}`,
    {
      cause: faults[0],
    },
  )
}
