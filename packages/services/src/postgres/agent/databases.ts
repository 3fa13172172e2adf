import { setTimeout as delay } from 'node:timers/promises'
import { Connection } from './connection.js'
import { quoteName, quoteText } from './identifier.js'
import { Recycling } from './recycling.js'
import { readSeed, restoreSeed, type Seed } from './seed.js'
import { readSurroundings, sealTemplate, type Surroundings } from './template.js'

/** More of them at a time do not create more: the server's checkpoints come one after the other. */
const connections = 4
/** A database that is reset again and again keeps its connection for this long. Milliseconds. */
const idleTimeout = 5000
const lookInterval = 10
/** How long clients that are closing have before their sessions are ended. Milliseconds. */
const closingTime = 1000

/** Creates, empties and removes databases of one server. */
export class Databases {
  readonly #url: string
  readonly #server: Connection
  readonly #templates = new Map<string, Promise<Surroundings>>()
  readonly #seeds = new Map<string, Promise<Seed>>()
  readonly #open = new Map<string, Connection>()
  /** The templates of clones, where the server can tell what was changed in a clone. */
  readonly #origins = new Map<string, string>()
  readonly #recycling: Recycling
  #strategy = ''

  /** @param url - of a database for administration, which no test uses */
  constructor(url: string) {
    this.#url = url
    this.#server = new Connection(url, { connections })
    this.#recycling = new Recycling({
      server: this.#server,
      connectTo: (id) => this.#connectTo(id),
    })
  }

  /** Resolves when the server answers. */
  async connect(): Promise<void> {
    const [row] = await this.#server.query(
      `SELECT current_setting('server_version_num')::int >= 150000 AS has_strategy`,
    )
    // Faster than its default, which logs every block: docs/postgres.md has the measurement.
    if (row?.['has_strategy']) this.#strategy = ' STRATEGY file_copy'
  }

  /**
   * Creates an empty database, or a clone of a template, which is closed to all others before its first clone.
   *
   * @throws an error if the server refuses; nothing is left then
   */
  async create(id: string, template?: string): Promise<void> {
    if (template === undefined) {
      await this.#server.query(`CREATE DATABASE ${quoteName(id)}`)
      return
    }
    await this.#prepare(template)
    if (await this.#recycling.take(template, id)) {
      this.#origins.set(id, template)
      return
    }
    await this.#clone(id, template)
    if (this.#strategy === '') return
    this.#origins.set(id, template)
    await this.#recycling.meet(template, id)
  }

  async #clone(id: string, template: string): Promise<void> {
    const { owner, statements } = await this.#prepare(template)
    await this.#server.query(
      `CREATE DATABASE ${quoteName(id)} TEMPLATE ${quoteName(template)} OWNER ${quoteName(owner)}${this.#strategy}`,
    )
    try {
      for (const statement of statements(id)) await this.#server.query(statement)
    } catch (error) {
      await this.#drop(id)
      throw error
    }
  }

  /** Removes a database, with the sessions that still use it; one that does not exist is no error. */
  async destroy(id: string): Promise<void> {
    const template = this.#origins.get(id)
    this.#origins.delete(id)
    if (template === undefined) {
      await this.#recycling.forget(id)
      await this.#drop(id)
    } else {
      await this.#forget(id)
      await this.#waitForClients(id)
      if (!(await this.#recycling.giveBack(template, id))) await this.#drop(id)
    }
  }

  async #drop(id: string): Promise<void> {
    await this.#forget(id)
    await this.#endCreation(id)
    await this.#waitForClients(id)
    await this.#server.query(`DROP DATABASE IF EXISTS ${quoteName(id)} WITH (FORCE)`)
  }

  /** Gives the tables of a clone the rows of its template again, and its sequences their values. */
  async reset(id: string, template?: string): Promise<void> {
    const database = this.#open.get(id) ?? this.#connectTo(id)
    this.#open.set(id, database)
    const seed = template === undefined ? undefined : await this.#readSeed(template)
    await restoreSeed(database, seed)
  }

  /** The databases with such a prefix, whoever has created them. */
  async list(prefix: string): Promise<string[]> {
    const rows = await this.#server.query(
      `SELECT datname FROM pg_database WHERE starts_with(datname, ${quoteText(prefix)}) ORDER BY datname`,
    )
    return rows.map(({ datname }) => String(datname))
  }

  /** Closes all connections. */
  async end(): Promise<void> {
    await Promise.all([this.#server, ...this.#open.values()].map((each) => each.end()))
  }

  #prepare(template: string): Promise<Surroundings> {
    return once(this.#templates, template, async () => {
      await sealTemplate(this.#server, template)
      return readSurroundings(this.#server, template)
    })
  }

  /** A clone is read, as nobody may connect to the template. */
  #readSeed(template: string): Promise<Seed> {
    return once(this.#seeds, template, async () => {
      // Of the same owner, so that it is removed when that is dead.
      const copy = `${template}s${process.pid.toString(36)}`
      await this.#clone(copy, template)
      const database = this.#connectTo(copy)
      try {
        return await readSeed(database)
      } finally {
        await database.end()
        await this.#drop(copy)
      }
    })
  }

  /** An agent that was killed may have left a session that still creates it. */
  async #endCreation(id: string): Promise<void> {
    const creation = `pg_stat_activity WHERE state = 'active' AND starts_with(query || ' ', ${quoteText(`CREATE DATABASE ${quoteName(id)} `)})`
    for (;;) {
      const running = await this.#server.query(`SELECT pg_terminate_backend(pid) FROM ${creation}`)
      if (running.length === 0) return
      await delay(lookInterval)
    }
  }

  /**
   * `end()` of a pool of `pg` resolves before its connections are closed. A session that is ended then is an uncaught
   * exception of the test's process.
   */
  async #waitForClients(id: string): Promise<void> {
    const end = performance.now() + closingTime
    const sessions = `SELECT 1 FROM pg_stat_activity WHERE datname = ${quoteText(id)} AND backend_type = 'client backend'`
    while (performance.now() < end && (await this.#server.query(sessions)).length > 0)
      await delay(lookInterval)
  }

  #connectTo(id: string): Connection {
    const url = new URL(this.#url)
    url.pathname = `/${encodeURIComponent(id)}`
    return new Connection(url.href, { connections: 1, idleTimeout })
  }

  async #forget(id: string): Promise<void> {
    this.#templates.delete(id)
    this.#seeds.delete(id)
    const database = this.#open.get(id)
    this.#open.delete(id)
    await database?.end()
  }
}

/** Makes a value for a key once, and again if that failed. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  value.catch(() => made.delete(key))
  return value
}
