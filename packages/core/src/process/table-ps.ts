import { spawnSync } from 'node:child_process'
import { markVariable } from './mark.js'
import type { ProcessState, ProcessTable } from './table.js'

/**
 * macOS and other systems without /proc: asks ps(1). Written after Apple's manual page (`-E` shows the environment of
 * the user's own processes); not run by this project's CI.
 */
export class PsTable implements ProcessTable {
  readonly seesMarks: boolean = process.platform === 'darwin'
  readonly seesSessions = false

  readState(pid: number): ProcessState | undefined {
    return listStates(['-p', String(pid)])[0]
  }

  walk(): ProcessState[] {
    return listStates(['-ax'])
  }

  listDescendants(): readonly ProcessState[] {
    return [] // tree-kill finds them
  }

  readMark(pid: number): string | undefined {
    if (!this.seesMarks) return undefined
    const environment = runPs(['-E', '-ww', '-o', 'command=', '-p', String(pid)])
    return new RegExp(`(?:^| )${markVariable}=(\\S+)`).exec(environment)?.[1]
  }

  readCommand(pid: number): string {
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

function listStates(selection: readonly string[]): ProcessState[] {
  return runPs([...selection, '-o', 'pid=,ppid=,pgid=,stat=,lstart='])
    .split('\n')
    .map(parseState)
    .filter((state) => state !== undefined)
}

function parseState(line: string): ProcessState | undefined {
  const [pid, parent, group, stat, ...started] = line.trim().split(/\s+/)
  if (stat === undefined) return undefined
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(group), // `sess` is an address on macOS
    name: '',
    startTime: started.join(' '),
    zombie: stat.startsWith('Z'),
  }
}

function runPs(args: readonly string[]): string {
  return (
    spawnSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout ?? ''
  )
}
