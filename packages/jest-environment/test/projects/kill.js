const { readFileSync } = require('node:fs')
const { setTimeout: pause } = require('node:timers/promises')

/** Kills the supervisor that has started a process; resolves when the process is gone as well. */
exports.killSupervisor = async (pid) => {
  const [, parent] = readStat(pid) ?? []
  process.kill(Number(parent), 'SIGKILL')
  while (isAlive(pid)) await pause(5)
}

function isAlive(pid) {
  const [state = 'X'] = readStat(pid) ?? []
  return !'ZX'.includes(state)
}

/** State and parent, proc(5). */
function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
