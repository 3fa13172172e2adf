import { resolve } from 'node:path'
import type { PlannedProcess } from '../../declaration/index.js'
import type { ProcessCrashedError } from '../../errors/index.js'
import { lifeOf, type SimpleExecutor } from '../../executors/index.js'
import type { OutputStream } from '../../internal/output-stream.js'
import { redact } from '../../internal/redact.js'
import type { ChunkListener, FinishListener } from '../../process/index.js'
import type { Attachment, LogSlice, Snapshot } from '../../protocol/index.js'
import type { ProcessRecorder, Recorder } from '../../report/index.js'
import { createExecutorOf, hasOwnPlace, type Blueprint } from './blueprint.js'
import { ChangedFiles } from './changed-files.js'
import { CrashState } from './crash.js'
import {
  discardWithDependents,
  isHeldForSparesOnly,
  listWithDependencies,
  listWithDependents,
} from './dependents.js'
import { Lease, type Behalf, type HeldService, type Holder } from './lease.js'
import { LeaseSet } from './lease-set.js'
import { Reset } from './reset.js'
import { ServiceLife, type LifeParts } from './service-life.js'
import { describeAttachment, takeSnapshot } from './snapshot.js'
import { Timeline } from './timeline.js'

/** The parameters of a {@link Service}. */
export interface ServiceParts extends Pick<
  LifeParts,
  | 'dependencies'
  | 'wantedBy'
  | 'predecessor'
  | 'kept'
  | 'logFile'
  | 'observer'
  | 'statistics'
  | 'onEnd'
> {
  readonly blueprint: Blueprint<Service>
  /** The recorder of the run; `undefined` without a report. */
  readonly recorder: Recorder | undefined
  /** The key of the requests that share this process. */
  readonly key: string
  /** In a keeper: notified when a client uses the process, and when none does any more. */
  readonly useListener: UseListener | undefined
  /** The path by which the log file is opened. */
  readonly logPlace: string | undefined
}

/** Notified of whether clients have leases. */
export interface UseListener {
  used(service: Service): void
  unused(service: Service): void
}

let services = 0

/** One process, held by leases: started with the first, stopped with the last. */
export class Service implements HeldService {
  /** Unique for every process of the run, even if its key changes. */
  readonly id: string = String(++services)
  readonly executor: SimpleExecutor
  readonly life: ServiceLife
  readonly reset: Reset
  readonly files: ChangedFiles
  readonly #parts: ServiceParts
  readonly #recorder: ProcessRecorder | undefined
  readonly #leases: LeaseSet
  readonly #timeline: Timeline
  readonly crash: CrashState
  #key: string

  constructor(parts: ServiceParts) {
    this.#parts = parts
    this.#key = parts.key
    const { blueprint, logFile } = parts
    const executor = createExecutorOf(blueprint)
    const { folder } = blueprint.context
    const cwd = resolve(folder, blueprint.plan.options.cwd ?? '')
    this.executor = executor
    this.#recorder = parts.recorder?.open({
      id: this.id,
      plan: blueprint.plan,
      cwd,
      dependencies: this.dependencies.map(({ id }) => id),
      logFile,
    })
    this.#leases = new LeaseSet(this.#recorder)
    this.crash = new CrashState({
      executor,
      plan: blueprint.plan,
      cwd,
      logFile,
      recorder: this.#recorder,
    })
    this.#timeline = this.#openTimeline()
    const log = (line: string): void => this.#log(line)
    this.reset = new Reset(executor, blueprint.plan.options.reset, log, this.#recorder)
    this.files = new ChangedFiles(blueprint.plan.options.restartOn ?? [], folder)
    this.life = new ServiceLife({
      ...parts,
      executor,
      files: this.files,
      crash: this.crash,
      recorder: this.#recorder,
      log,
      onChange: () => this.#announce(),
      onFound: () => this.#noticeFound(),
    })
  }

  get key(): string {
    return this.#key
  }

  get blueprint(): Blueprint<Service> {
    return this.#parts.blueprint
  }

  get plan(): PlannedProcess {
    return this.blueprint.plan
  }

  get dependencies(): readonly HeldService[] {
    return [...this.blueprint.dependencies.values()]
  }

  /** Its lease at the keeper; `undefined` if it ends with the run. */
  get kept(): ServiceParts['kept'] {
    return this.#parts.kept
  }

  get holders(): readonly Holder[] {
    return this.#leases.holders
  }

  /** Its holders, in words. */
  get heldBy(): readonly string[] {
    return this.#leases.describe()
  }

  /** The file with all of its output. */
  get logFile(): string | undefined {
    return this.#parts.logFile
  }

  get snapshot(): Snapshot {
    return takeSnapshot(this.executor)
  }

  /** Whether it and its dependents are held only as spares. */
  get isSpare(): boolean {
    return isHeldForSparesOnly(this)
  }

  /** Whether a client can wait for its end later: it blocks no other process, and has not ended by itself. */
  get canEndBehind(): boolean {
    const hasEnded = lifeOf(this.executor).process?.hasEnded() === true
    return this.plan.scope === 'test' && hasOwnPlace(this.plan) && !hasEnded
  }

  /** Whether a stop ended its leader, even if its children still run; not if the leader has left a daemon. */
  get wasAskedToEnd(): boolean {
    return !this.hasCrashed && (lifeOf(this.executor).isStopping || !this.executor.running())
  }

  /** Whether it ended unexpectedly. */
  get hasCrashed(): boolean {
    return lifeOf(this.executor).hasCrashed
  }

  /** What a run needs to treat the process like its own child. */
  describeAttachment({ takenAt }: Lease): Attachment {
    return describeAttachment(this.executor, takenAt)
  }

  /** Calls `take` with the buffered output and each further one; `finish` when a stream ends, until the next start. */
  followOutput(take: ChunkListener, finish: FinishListener): () => void {
    const { log } = lifeOf(this.executor)
    for (const stream of ['stdout', 'stderr'] as const) take(stream, log.bytes(stream))
    return log.follow(take, finish)
  }

  /** Takes a lease; a client does so for a test, file or worker. */
  join(holder: Holder, behalf?: Behalf): Lease<Service> {
    const lease = new Lease<Service>(this, holder, behalf)
    this.#leases.add(lease)
    if (holder.is !== 'client') return lease
    if (this.#leases.count('client') > 1) this.#parts.statistics.countShared(this.id)
    this.#parts.useListener?.used(this)
    return lease
  }

  /** Removes a lease; with the last one the process ends. */
  async drop(lease: Lease, abandonedSince?: number): Promise<void> {
    this.reset.forget(lease)
    if (!this.#leases.remove(lease)) return
    if (this.#leases.count('client') === 0) this.#parts.useListener?.unused(this)
    if (this.#leases.size === 0) {
      if (abandonedSince !== undefined) this.life.hurry(abandonedSince)
      this.life.end()
      // Spares that were started for it are of no use to other processes.
    } else if (this.isSpare && this.#leases.count('spare') === 0) await discardWithDependents(this)
    await this.life.ending?.over
  }

  /** Revokes the leases of clients, run and spares; those of dependents end with their processes. */
  async dropHolders(): Promise<void> {
    this.#leases.revoke('client', 'run', 'spare')
    if (this.#leases.size === 0) await this.life.end().over
  }

  /**
   * Hands over a spare to a client.
   *
   * @param key - the key of the requests that share it
   */
  handOver(key: string): void {
    this.#log(`becomes ${key}`)
    this.#key = key
    this.#recorder?.handedOver()
    this.#leases.revoke('spare')
    this.life.checkAgain()
  }

  /** Discards a spare: it ends, or as soon as its dependents have ended. */
  dropSpare(): void {
    this.#leases.revoke('spare')
    this.crash.acknowledge()
    if (this.#leases.size === 0) this.life.end()
  }

  /** Runs a wait that rejects when the process ends: the caller is not notified of the crash as well. */
  watch<T>(lease: Lease | undefined, run: (executor: SimpleExecutor) => Promise<T>): Promise<T> {
    return this.crash.expectEnd(lease, () => this.life.use(run))
  }

  /** Notifies all holders of it and of its dependents of a crash. */
  tellCrash(error: ProcessCrashedError): void {
    for (const each of listWithDependents(this)) each.tellHolders(error)
  }

  /** Notifies its holders, except those with a pending wait that reports the crash. */
  tellHolders(error: ProcessCrashedError): void {
    this.#leases.tellCrash(error, (lease) => this.crash.isExpectedBy(lease))
  }

  /** Marks its crash, and those of its dependencies, as reported. */
  acknowledgeCrash(): void {
    for (const each of listWithDependencies(this)) each.crash.acknowledge()
  }

  /** What it and its dependencies printed since `from`, each process once. */
  listSlices(from: number, shown: number): readonly LogSlice[] {
    return listWithDependencies(this).map((each) => each.sliceLog(from, shown))
  }

  /** The last lines of what it printed since `from`. */
  sliceLog(from: number, shown: number): LogSlice {
    const all = this.#timeline.since(from)
    const lines = all.slice(-shown).map(redact)
    const { logFile: file } = this.#parts
    return { name: this.executor.name, lines, dropped: all.length - lines.length, file }
  }

  #openTimeline(): Timeline {
    const { logPlace: file, observer, blueprint } = this.#parts
    const onLine = (stream: OutputStream, line: string): void => {
      observer.printed(this.executor.name, stream, line)
      this.#recorder?.printed(stream, line)
    }
    const { logLimit: limit } = blueprint.plan.options
    const isRead = (): boolean => this.#recorder !== undefined || observer.isFollowed
    const timeline = new Timeline({ file, limit, isRead, onLine })
    timeline.follow(lifeOf(this.executor).log)
    return timeline
  }

  #log(line: string): void {
    this.#parts.observer.log(`${this.#key}: ${line}`)
  }

  /** Called for a kept process: tests of an earlier run may have used it. */
  #noticeFound(): void {
    this.reset.expectUse()
    this.#parts.statistics.countFound()
  }

  #announce(): void {
    const { snapshot } = this
    this.#recorder?.changed(snapshot, lifeOf(this.executor).process?.launchedAt)
    this.crash.rememberPid(snapshot.pid)
    this.#leases.tellChange(snapshot)
    const isNews = this.crash.known === undefined && this.life.is === 'ready'
    const crash = isNews ? this.crash.find() : undefined
    if (crash === undefined) return
    this.#log(crash.error.message)
    if (!crash.isTold && !this.isSpare) this.#parts.statistics.countCrash()
    if (this.crash.consequence !== 'ignore') this.tellCrash(crash.error)
  }
}
