import { attemptFromAfar, attemptInside, type ContainerProcess } from '../containers/index.js'
import { joinCommandLine } from '../declaration/index.js'
import type { ReadinessStep, ResolvedOptions } from '../lifecycle/index.js'
import { makeExitStep } from '../lifecycle/index.js'
import type { ProcessLog } from '../process/index.js'
import {
  attemptCommand,
  attemptHttp,
  attemptTcp,
  compilePattern,
  isAccepted,
  notReady,
  OutputSearch,
  ready,
} from '../readiness/index.js'
import { listCommonSteps } from './common-steps.js'

/** Shortest pause between checks that run a command in the container. Milliseconds. */
const execPause = 50

/** What must be true before a container is ready. */
export class ContainerReadiness {
  readonly #logs: ProcessLog
  #search: OutputSearch | undefined
  #found: Readonly<Record<string, string>> | undefined
  #stopSearch: () => void = () => undefined
  #onMatch: () => void = () => undefined

  constructor(logs: ProcessLog) {
    this.#logs = logs
  }

  /** The named groups of the match of its banner. */
  get captures(): Readonly<Record<string, string>> {
    return this.#found ?? { ...this.#search?.match?.groups }
  }

  /** Takes what another process has found. */
  take(captures: Readonly<Record<string, string>>): void {
    this.#found = captures
  }

  /** Searches its output from now on: before it is started. */
  begin({ banner, stream = 'both' }: ResolvedOptions): void {
    this.#stopSearch()
    this.#found = undefined
    if (banner === undefined) return
    const search = new OutputSearch(compilePattern(banner), stream)
    this.#search = search
    this.#stopSearch = this.#logs.onChunk((from, chunk) => {
      search.feed(from, chunk)
      if (search.match === undefined) return
      this.#stopSearch()
      this.#onMatch()
    })
  }

  /** What must be true, one after the other. */
  listSteps(process: ContainerProcess, options: ResolvedOptions): readonly ReadinessStep[] {
    if (options.oneShot === true) return [makeExitStep(process)]
    const { banner, healthcheck, url = '' } = options
    const ofImage = process.healthcheck
    const steps: ReadinessStep[] = []
    if (banner !== undefined) steps.push(this.#makeBannerStep(String(compilePattern(banner))))
    if (healthcheck !== undefined) steps.push(makeHealthStep(process, healthcheck))
    else if (ofImage !== undefined && steps.length === 0)
      steps.push(makeHealthStep(process, ofImage))
    if (/^https?:/i.test(url)) steps.push(makeHttpStep(options))
    if (steps.length === 0 && options.container?.port !== undefined)
      steps.push(makePortStep(process, options))
    return [...steps, ...listCommonSteps({ ...options, healthcheck: undefined })]
  }

  #makeBannerStep(target: string): ReadinessStep {
    return {
      goal: { target, infinitive: `print ${target}`, gerund: `printing ${target}` },
      attempt: async () =>
        this.#search?.match === undefined
          ? notReady(`no line of its output matched ${target}`)
          : ready,
      watch: (wake) => {
        this.#onMatch = wake
        return () => (this.#onMatch = () => undefined)
      },
      onGone: () => this.#search?.finish(),
    }
  }
}

/** The check of an image is run more often than the engine does, which waits 30 s by default. */
function makeHealthStep(process: ContainerProcess, args: readonly string[]): ReadinessStep {
  const command = joinCommandLine(args)
  return {
    goal: {
      target: command,
      infinitive: `pass its healthcheck (${command})`,
      gerund: `passing its healthcheck (${command})`,
    },
    attempt: (aborted) =>
      attemptCommand(async (signal) => {
        const { code, stdout, stderr } = await process.container.exec(args, {}, { signal })
        return { code, signal: null, output: stdout + stderr }
      }, aborted),
    shortestPause: execPause,
  }
}

function makeHttpStep({ url = '', host, status }: ResolvedOptions): ReadinessStep {
  const question = {
    method: 'HEAD',
    headers: {},
    body: undefined,
    insecure: host === '127.0.0.1',
    accepts: (answered: number) => isAccepted(answered, status),
  }
  return {
    goal: { target: url, infinitive: `answer ${url}`, gerund: `answering ${url}` },
    attempt: (signal) => attemptHttp(new URL(url), question, signal),
  }
}

function makePortStep(
  { pid, container: started }: ContainerProcess,
  { container, host, port = 0 }: ResolvedOptions,
): ReadinessStep {
  const inner = container?.port ?? 0
  const target = `${host}:${port}`
  const where = `${target} (port ${inner} of the container)`
  return {
    goal: {
      target,
      infinitive: `accept connections on ${where}`,
      gerund: `accepting connections on ${where}`,
    },
    attempt: async (signal) => {
      if (pid === undefined) return attemptFromAfar(started, { host, port, inner }, signal)
      const inside = attemptInside(pid, inner)
      return inside.ready ? attemptTcp({ host, port }, signal) : inside
    },
    ...(pid === undefined && { shortestPause: execPause }),
  }
}
