import type { Config } from '@jest/types'

/** Processes by name, as somebody wrote them. */
export type WrittenProcesses = Readonly<Record<string, unknown>>

/** The processes that options of the environment declare. */
export function readProcesses(
  options: Config.InitialOptions['testEnvironmentOptions'],
): WrittenProcesses {
  return Object(options?.['processes']) as WrittenProcesses
}
