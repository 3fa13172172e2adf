import {
  type Command,
  type ExecutorKind,
  type HttpOptions,
  isLoopback,
} from '../declaration/index.js'
import type { LiveProcess } from '../process/index.js'
import { attemptHttp, type HttpQuestion, isAccepted } from '../readiness/index.js'
import type { Goal } from '../lifecycle/index.js'
import { TcpExecutor } from './tcp-executor.js'

/**
 * Waits until the process accepts TCP connections and responds to an HTTP request with an accepted status.
 *
 * @example
 * ```ts
 * await using api = await new HttpExecutor('node api.js --port {port}', {
 *   url: 'http://{host}:{port}/health',
 * }).start()
 * const answer = await fetch(api.url)
 * ```
 */
export class HttpExecutor extends TcpExecutor {
  static override readonly kind: ExecutorKind = 'http'

  /** @throws {@link DeclarationError} that lists every problem of command and options */
  constructor(command: Command, options?: HttpOptions) {
    super(command, options)
  }

  /**
   * The URL it serves. When it is ready, `localhost` is replaced by the address that accepted the connection.
   *
   * @throws {@link ExecutorError} before the first start, if parts of it are allocated by that
   */
  override get url(): string {
    return new URL(super.url).href
  }

  override async afterStartCheck(signal: AbortSignal): Promise<boolean> {
    // `localhost` has two addresses: the request goes to the one that accepts connections.
    if (this.resolved.host === 'localhost' && !(await super.afterStartCheck(signal))) return false
    return this.judge(await attemptHttp(new URL(this.url), this.#question, signal))
  }

  protected override describeGoal(): Goal {
    const target = super.url
    const { taken } = super.describeGoal()
    return { target, infinitive: `answer ${target}`, gerund: `answering ${target}`, taken }
  }

  protected override describeHints(process: LiveProcess, seen: string): readonly string[] {
    const stranger = this.describeStranger(process)
    if (stranger.length > 0) return stranger
    const answer = explainAnswer(Number(/HTTP (\d+)/.exec(seen)?.[1] ?? 0))
    if (answer !== undefined) return [answer]
    if (/TLS: wrong version number/.test(seen))
      return ['it does not speak TLS: should "url" begin with http://?']
    if (/socket hang up|closed without an answer/.test(seen))
      return ['it hangs up: if it speaks TLS, "url" should begin with https://']
    if (/certificate/.test(seen)) return ['set "insecure" to true to accept any certificate']
    return /HTTP \d|connected to/.test(seen) ? [] : super.describeHints(process, seen)
  }

  get #question(): HttpQuestion {
    const { method = 'HEAD', headers = {}, body, insecure, host, status } = this.resolved
    return {
      method,
      headers,
      body,
      insecure: insecure ?? isLoopback(host),
      accepts: (answered) => isAccepted(answered, status),
    }
  }
}

/** The options to change for a status that is not accepted. */
function explainAnswer(status: number): string | undefined {
  const counts = '"status" to the answer that counts'
  if (status >= 300 && status <= 399)
    return `redirects are not followed: set "url" to where it leads, or ${counts}`
  if (status === 401 || status === 403)
    return `set "headers" to what it requires, "url" to a public path, or ${counts}`
  if (status === 404 || status === 405) return `set "url" to a path that it serves, or ${counts}`
  if (status >= 400 && status <= 499)
    return `set "url", "method", "headers" or "body" to what it accepts, or ${counts}`
  return status >= 500
    ? `it answers with an error: its output may say why, or set ${counts}`
    : undefined
}
