import { readdirSync, readFileSync } from 'node:fs'

/** Remembers everything that a process starts, by pid and start time, even what leaves it or is left. */
export class Onlooker {
  #root
  #mark
  #known = new Map()
  #timer

  /** @param mark - a variable, `NAME=value`, that what is started has in its environment unless it clears it */
  constructor(root, mark) {
    this.#root = root
    this.#mark = mark
    this.#timer = setInterval(() => this.#note(readTable(), false), 100)
  }

  /** Looks once; returns what of all that was ever seen lives in this moment. */
  look() {
    const table = readTable()
    this.#note(table, true)
    return table.filter((each) => this.#known.has(keyOf(each)) && !'ZX'.includes(each.state))
  }

  /** Whether anybody lives who was seen before. */
  seesAnybody() {
    return [...this.#known.values()].some(({ pid, startTime }) => {
      const now = readState(pid)
      return now?.startTime === startTime && !'ZX'.includes(now.state)
    })
  }

  /** Ends what is left. */
  close() {
    clearInterval(this.#timer)
    for (const { pid } of this.look()) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // it has ended meanwhile
      }
    }
  }

  /** @param thoroughly - reads environments too, for those whose parent was gone before it was seen */
  #note(table, thoroughly) {
    const byPid = new Map(table.map((each) => [each.pid, each]))
    for (const each of table)
      if (this.#belongs(each, byPid, thoroughly)) this.#known.set(keyOf(each), each)
  }

  #belongs(each, byPid, thoroughly) {
    if (each.pid === this.#root) return false
    if (this.#known.has(keyOf(each))) return true
    if (each.parent === this.#root) return isStarted(read(each.pid, 'cmdline'))
    const parent = byPid.get(each.parent)
    if (parent !== undefined && this.#belongs(parent, byPid, false)) return true
    return thoroughly && read(each.pid, 'environ').split('\0').includes(this.#mark)
  }
}

/** Neither our helpers nor what is still to become one. */
function isStarted(commandLine) {
  return commandLine !== '' && !/mirakuru-(?:guardian|pipes)|trial\.mjs/.test(commandLine)
}

function keyOf({ pid, startTime }) {
  return `${pid}/${startTime}`
}

function readTable() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readState(Number(pid)))
    .filter((state) => state !== undefined)
}

function readState(pid) {
  const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(read(pid, 'stat')) ?? []
  if (rest === undefined) return undefined
  const fields = rest.split(' ')
  return {
    pid,
    name,
    state: fields[0],
    parent: Number(fields[1]),
    startTime: fields[19],
  }
}

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
