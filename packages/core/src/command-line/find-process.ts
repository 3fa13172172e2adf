import { ExecutorError } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'
import { shortenHome } from './formats.js'
import { findProject, isWithin } from './project.js'
import type { FoundProcess } from './runs.js'

/**
 * Finds the processes with a name, all of one run: those of this project, if it has any.
 *
 * @param name - a name, or a pid
 * @throws {@link ExecutorError} that lists the running processes, or those to choose from
 */
export function findNamed(found: readonly FoundProcess[], name: string): FoundProcess[] {
  const named = found.filter(({ process }) => process.name === name || String(process.pid) === name)
  if (named.length === 0) throw describeAbsence(found, name)
  const near = onlyOfProject(named)
  const chosen = near.length > 0 ? near : named
  if (new Set(chosen.map(({ run }) => run)).size > 1) throw describeChoice(chosen, name)
  return chosen
}

/**
 * Finds the process with a name.
 *
 * @throws {@link ExecutorError} that lists the running processes, or those to choose from
 */
export function findOne(found: readonly FoundProcess[], name: string): FoundProcess {
  const [one, ...more] = findNamed(found, name)
  if (one === undefined || more.length > 0)
    throw describeChoice([...(one ? [one] : []), ...more], name)
  return one
}

/** The processes whose run was started in this project. */
export function onlyOfProject(found: readonly FoundProcess[]): FoundProcess[] {
  const project = findProject()
  return found.filter(({ run }) => isWithin(run.report.folder, project))
}

function describeAbsence(found: readonly FoundProcess[], name: string): ExecutorError {
  const names = [...new Set(found.map(({ process }) => process.name))]
  const near = findNearest(name, names)
  const hint =
    near !== undefined
      ? `did you mean "${near}"?`
      : names.length === 0
        ? 'nothing is running'
        : `there are ${names.map((each) => `"${each}"`).join(', ')}`
  return new ExecutorError(`No process called "${name}" is running; ${hint}`)
}

function describeChoice(found: readonly FoundProcess[], name: string): ExecutorError {
  const list = found.map(
    ({ run, process }) =>
      `\n  ${String(process.pid ?? '–').padStart(7)}  of ${shortenHome(run.report.folder)}, held by ${process.heldBy.join(', ')}`,
  )
  return new ExecutorError(
    `"${name}" is the name of ${found.length} processes; choose one by its pid:${list.join('')}`,
  )
}
