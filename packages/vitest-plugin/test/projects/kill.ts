import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Kills the supervisor that has started a process; resolves when the process is gone as well. */
export async function killSupervisor(pid: number | undefined): Promise<void> {
  const [, parent] = readStat(Number(pid)) ?? []
  process.kill(Number(parent), 'SIGKILL')
  while (isAlive(Number(pid))) await pause(5)
}

function isAlive(pid: number): boolean {
  const [state = 'X'] = readStat(pid) ?? []
  return !'ZX'.includes(state)
}

/** State and parent, proc(5). */
function readStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
