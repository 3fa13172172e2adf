import { findByEnvironment, findMarked, listProcesses, type Snapshot } from './processes.js'

/** The supervisors of a runner that live: one, unless something is wrong. */
export function findSupervisors(runner: number): Snapshot[] {
  const found = listProcesses().filter(
    ({ command }) =>
      command.includes('/supervisor/main.js ') && command.includes(`"runner":{"pid":${runner},`),
  )
  // A process that it starts has its command line until the exec.
  return found.filter(({ parent }) => found.every(({ pid }) => pid !== parent))
}

/** What the marks begin with of what a supervisor started; `undefined` before its first start. */
export function findOwnerId(supervisor: Snapshot): string | undefined {
  const guardian = listProcesses().find(
    ({ parent, command }) => parent === supervisor.pid && command.includes(' mirakuru-guardian '),
  )
  return / mirakuru-guardian (\w+) /.exec(guardian?.command ?? '')?.[1]
}

/** Every living process that the supervisor of a runner started. */
export function findSupervised(runner: number): Snapshot[] {
  const owners = findSupervisors(runner).map(findOwnerId)
  return owners.flatMap((ownerId) => (ownerId === undefined ? [] : findMarked(ownerId)))
}

/** Every living process of this worker's run, its supervisor apart: also when that is not there any more. */
export function findOfThisRun(): Snapshot[] {
  const supervisors = new Set(findSupervisors(process.pid).map(({ pid }) => pid))
  const ofRun = findByEnvironment((variable) => variable === `MIRAKURU_RUNNER=${process.pid}`)
  const found = [...ofRun, ...findSupervised(process.pid)].filter(
    ({ pid }) => !supervisors.has(pid),
  )
  return [...new Map(found.map((each) => [each.pid, each])).values()]
}
