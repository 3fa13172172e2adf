import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'
import { Census } from './census.js'
import { markVariable, parseMarkFile } from './mark.js'
import { SpareDescriptor } from './spare-descriptor.js'
import { unreadableMark, type ProcessState, type ProcessTable } from './table.js'

const spare = new SpareDescriptor()
/** Longer than any line of stat(5); `readFileSync` would request its size first, and allocate. */
const line = Buffer.allocUnsafe(4_096)

/** Linux: reads /proc, as described in proc(5). Nothing here runs another program. */
export class ProcTable implements ProcessTable {
  readonly seesMarks = true
  readonly seesSessions = true
  readonly #census = new Census()

  readState(pid: number): ProcessState | undefined {
    const stat = readStat(pid)
    if (stat === undefined) return undefined
    // The command name is in parentheses and may itself contain blanks and parentheses: split after the last one.
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ', 20)
    const [state, parent, group, session] = fields
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      name: stat.slice(stat.indexOf('(') + 1, end),
      startTime: fields[19] ?? '',
      zombie: state === 'Z' || state === 'X',
    }
  }

  *walk(eldest?: Pick<ProcessState, 'startTime'>): Generator<ProcessState | undefined> {
    this.#census.refresh()
    const names = spare.lend(() => readdirSync('/proc')).filter((name) => /^\d+$/.test(name))
    const all = names.map(Number)
    this.#census.keep(all)
    const pids = all.filter((pid) => !eldest || !this.#census.isOlder(pid, eldest))
    for (const pid of pids.toSorted((a, b) => b - a)) {
      const state = this.readState(pid)
      if (state !== undefined) this.#census.note(state)
      yield state
    }
  }

  listDescendants(pid: number): readonly ProcessState[] {
    return listChildren(pid).flatMap((child) => {
      const state = this.readState(child)
      return state === undefined ? [] : [state, ...this.listDescendants(child)]
    })
  }

  readMark({ pid }: Pick<ProcessState, 'pid'>): string | undefined {
    const environment = readProc(pid, 'environ')
    const mark = findInEnvironment(environment ?? '') ?? findInDescriptors(pid)
    if (mark !== undefined || environment) return mark
    return readLink(`/proc/${pid}/exe`) === undefined ? undefined : unreadableMark
  }

  readCommand({ pid }: Pick<ProcessState, 'pid'>): string {
    return (readProc(pid, 'cmdline') ?? '').replace(/\0+$/, '').replaceAll('\0', ' ')
  }

  readCwd(pid: number): string | undefined {
    return readLink(`/proc/${pid}/cwd`)
  }

  readMemory(pid: number): number | undefined {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '') ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  }
}

/** Each thread has the children that it started (proc_pid_children(5)); kernels may be built without that file. */
function listChildren(pid: number): readonly number[] {
  const folder = `/proc/${pid}/task`
  try {
    return spare
      .lend(() => readdirSync(folder))
      .flatMap((thread) => {
        const children = readProc(pid, `task/${thread}/children`) ?? ''
        return children.split(' ').filter(Boolean).map(Number)
      })
  } catch {
    return [] // gone
  }
}

function readStat(pid: number): string | undefined {
  try {
    return spare.lend(() => {
      const descriptor = openSync(`/proc/${pid}/stat`, 'r')
      try {
        return line.toString('utf8', 0, readSync(descriptor, line, 0, line.length, null))
      } finally {
        closeSync(descriptor)
      }
    })
  } catch {
    return undefined // gone
  }
}

/** Whole tokens: a mark inside another variable's value, or one that begins with ours, is not ours. */
function findInEnvironment(environment: string): string | undefined {
  const prefix = `${markVariable}=`
  const token = environment.split('\0').find((each) => each.startsWith(prefix))
  return token?.slice(prefix.length)
}

function findInDescriptors(pid: number): string | undefined {
  const folder = `/proc/${pid}/fd`
  try {
    for (const name of spare.lend(() => readdirSync(folder))) {
      const mark = parseMarkFile(readLink(`${folder}/${name}`) ?? '')
      if (mark !== undefined) return mark
    }
  } catch {
    // gone, or another user's
  }
  return undefined
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return spare.lend(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'))
  } catch {
    return undefined // gone, or another user's
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
