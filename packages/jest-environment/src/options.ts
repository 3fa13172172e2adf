import type { Config } from '@jest/types'
import type { Variables } from '@mirakuru/core/declaration'

/** Processes by name, as somebody wrote them. */
export type WrittenProcesses = Readonly<Record<string, unknown>>

/** Whether options of the environment ask for a report of the run. */
export function asksForReport(options: Config.InitialOptions['testEnvironmentOptions']): boolean {
  return options?.['report'] === true
}

/** The processes that options of the environment declare. */
export function readProcesses(
  options: Config.InitialOptions['testEnvironmentOptions'],
): WrittenProcesses {
  return Object(options?.['processes']) as WrittenProcesses
}

/** The variables that options of the environment set, as somebody wrote them. */
export function readVariables(
  options: Config.InitialOptions['testEnvironmentOptions'],
): Variables | undefined {
  return options?.['env'] as Variables | undefined
}
