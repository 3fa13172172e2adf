import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { explainError, isPassing } from './sql-error.js'

/** One row, with all values as text. */
export type Row = Readonly<Record<string, string | null>>

/** How long a server may be away, for example while it restarts, before a request fails. Milliseconds. */
const patience = 15_000
const retryInterval = 25

/** A few connections to one database, which come back after the server has restarted. */
export class Connection {
  readonly #sql: Sql

  /**
   * @param url - of the database
   * @param limits - at most this many connections, which close when idle for this long (milliseconds)
   */
  constructor(
    url: string,
    limits: { readonly connections: number; readonly idleTimeout?: number },
  ) {
    this.#sql = postgres(url, {
      max: limits.connections,
      ...(limits.idleTimeout !== undefined && { idle_timeout: limits.idleTimeout / 1000 }),
      max_lifetime: null,
      backoff: false,
      fetch_types: false,
      onnotice: () => undefined,
      connection: { application_name: 'mirakuru' },
    })
  }

  /**
   * Runs statements, and again while the server is away.
   *
   * @returns the rows of the last one
   * @throws an error with the SQLSTATE, the detail and the hint of the server
   */
  async query(text: string): Promise<readonly Row[]> {
    const end = performance.now() + patience
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#run(text)
      } catch (error) {
        if (attempt > 1 && isDone(text, error)) return []
        if (!isPassing(error) || performance.now() > end) throw explainError(error)
        await delay(retryInterval)
      }
    }
  }

  async #run(text: string): Promise<readonly Row[]> {
    const result: unknown = await this.#sql.unsafe(text)
    const [first] = result as readonly unknown[]
    return (Array.isArray(first) ? (result as readonly Row[][]).at(-1) : result) as readonly Row[]
  }

  /** Closes the connections, at once. */
  async end(): Promise<void> {
    await this.#sql.end({ timeout: 0 })
  }
}

/** The connection was lost after the server had done it: names are unique, so nobody else can have created it. */
function isDone(text: string, error: unknown): boolean {
  return text.startsWith('CREATE DATABASE') && (error as { code?: string }).code === '42P04'
}
