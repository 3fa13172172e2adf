import { spawnSync } from 'node:child_process'
import { markVariable } from './mark.js'
import type { ProcessState, ProcessTable } from './table.js'

type Pid = Pick<ProcessState, 'pid'>

/**
 * macOS and other systems without /proc: runs ps(1). Written after Apple's manual page (`-E` shows the environment of
 * the user's own processes, after the command); not run by this project's CI.
 *
 * A run of ps(1) takes some 10 ms, so that one for each process of the machine would block for seconds: a walk is one
 * run, and reads the marks with the states; the commands are one more, if they are needed.
 */
export class PsTable implements ProcessTable {
  readonly seesMarks: boolean
  readonly seesSessions = false
  /** What was read together with the state of a process, as long as that is in use. */
  readonly #walked = new WeakMap<object, Walked>()

  constructor(platform: NodeJS.Platform = process.platform) {
    this.seesMarks = platform === 'darwin'
  }

  readState(pid: number): ProcessState | undefined {
    return listRows(['-ww', '-p', String(pid)])[0]?.state
  }

  walk(): ProcessState[] {
    let commands: ReadonlyMap<number, string> | undefined
    const readCommands = (): ReadonlyMap<number, string> => (commands ??= listCommands())
    return listRows([this.seesMarks ? '-axEww' : '-axww']).map(({ state, text }) => {
      this.#walked.set(state, { text, readCommands })
      return state
    })
  }

  listDescendants(): readonly ProcessState[] {
    return [] // tree-kill finds them
  }

  readMark(process: Pid): string | undefined {
    if (!this.seesMarks) return undefined
    const text =
      this.#walked.get(process)?.text ??
      runPs(['-Eww', '-o', 'command=', '-p', String(process.pid)])
    return new RegExp(`(?:^|\\s)${markVariable}=(\\S+)`).exec(text)?.[1]
  }

  readCommand(process: Pid): string {
    const { pid } = process
    const walked = this.#walked.get(process)
    if (walked !== undefined) return walked.readCommands().get(pid) ?? ''
    return runPs(['-ww', '-o', 'command=', '-p', String(pid)]).trim()
  }

  readCwd(): string | undefined {
    return undefined
  }

  readMemory(pid: number): number | undefined {
    const kibibytes = runPs(['-o', 'rss=', '-p', String(pid)]).trim()
    return kibibytes === '' ? undefined : Number(kibibytes) * 1024
  }
}

interface Walked {
  /** The command, followed by the environment. */
  readonly text: string
  readonly readCommands: () => ReadonlyMap<number, string>
}

interface Row {
  readonly state: ProcessState
  text: string
}

/** The start has five words: `Thu Jul  4 09:41:12 2024`. */
const row = /^ *(\d+) +(\d+) +(\d+) +(\S+) +(\S+ +\S+ +\d+ +[\d:]+ +\d+)(?: +(.*))?$/

function listRows(selection: readonly string[]): Row[] {
  const rows: Row[] = []
  const output = runPs([...selection, '-o', 'pid=,ppid=,pgid=,stat=,lstart=,command='])
  for (const line of output.split('\n')) {
    const found = parseRow(line)
    const last = rows.at(-1)
    if (found !== undefined) rows.push(found)
    // An argument or a variable contains a newline.
    else if (last !== undefined) last.text += `\n${line}`
  }
  return rows
}

function parseRow(line: string): Row | undefined {
  const [, pid, parent, group, stat = '', started = '', text = ''] = row.exec(line) ?? []
  if (pid === undefined) return undefined
  const state = {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(group), // `sess` is an address on macOS
    name: '',
    startTime: started.replaceAll(/ +/g, ' '),
    zombie: stat.startsWith('Z'),
  }
  return { state, text }
}

/** Without the environment, which would show secrets. */
function listCommands(): ReadonlyMap<number, string> {
  return new Map(listRows(['-axww']).map(({ state, text }) => [state.pid, text.trim()]))
}

function runPs(args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: 'C' }
  // The environments of all processes are megabytes.
  return spawnSync('ps', args, { encoding: 'utf8', env, maxBuffer: Infinity }).stdout ?? ''
}
