import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Living processes that have a variable in their environment, which no member of the trees here clears. */
export function findMembers(variable) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && read(pid, 'environ').split('\0').includes(variable))
    .filter((pid) => !/^\d+ \(.*\) [ZX]/s.test(read(pid, 'stat')))
}

/** Whether a process lives in a group; a zombie does not. */
export function isGroupAlive(group) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => / ([A-Za-z]) \d+ (\d+) /.exec(read(pid, 'stat').replace(/^.*\)/s, '')))
    .some((found) => found !== null && Number(found[2]) === group && !/[ZX]/.test(found[1]))
}

/** Waits until a tree has as many members as it is to have. */
export async function waitForMembers(variable, count) {
  for (let looks = 0; looks < 200; looks++) {
    if (findMembers(variable).length >= count) return
    await pause(5)
  }
  throw new Error(`${findMembers(variable).length} processes are fewer than ${count}`)
}

/** Ends what a contender left. */
export async function endMembers(variable) {
  for (let left; (left = findMembers(variable)).length > 0; await pause(1))
    for (const pid of left) end(pid)
}

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended meanwhile
  }
}

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
