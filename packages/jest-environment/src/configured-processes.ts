import { resolve } from 'node:path'
import type { Config } from '@jest/types'
import { readProcesses, type WrittenProcesses } from './options.js'

/** Where workers read which configuration Jest was told to use; only its main process knows. */
export const configVariable = 'MIRAKURU_JEST_CONFIG'

/**
 * Reads the processes of a project from its configuration. It is only needed where a docblock has replaced them, for
 * Jest tells an environment nothing of what was replaced.
 *
 * @returns them, or why they cannot be told
 */
export async function readConfiguredProcesses(
  globalConfig: Config.GlobalConfig,
  project: Config.ProjectConfig,
): Promise<WrittenProcesses | Error> {
  const known = remembered.get(project.id)
  if (known !== undefined) return known
  const { readInitialOptions } = await import('jest-config')
  const told = process.env[configVariable] ?? findConfigArgument(process.argv)
  const places = [process.cwd(), project.rootDir, globalConfig.rootDir, ...globalConfig.projects]
  for (const place of new Set<string | Config.InitialProjectOptions>(places)) {
    const configuration =
      typeof place === 'string'
        ? await readInitialOptions(told, {
            packageRootOrConfig: place,
            skipMultipleConfigError: true,
          })
            .then(({ config }) => config)
            .catch(() => undefined) // not every place has one
        : place
    const found = findProject(configuration, globalConfig.rootDir, project)
    if (found === undefined) continue
    const processes = readProcesses(found.testEnvironmentOptions)
    remembered.set(project.id, processes)
    return processes
  }
  return new Error(
    `Cannot add the processes of a docblock to those of the project: its configuration was not found from ${project.rootDir}`,
  )
}

const remembered = new Map<string, WrittenProcesses>()

/** What follows `--config`, as Jest takes it. */
export function findConfigArgument(args: readonly string[]): string | undefined {
  const index = args.findIndex((arg) => /^(?:--config|-c)(?:=|$)/.test(arg))
  if (index === -1) return undefined
  const [, ...value] = (args[index] ?? '').split('=')
  return value.length === 0 ? args[index + 1] : value.join('=')
}

/** The project itself, or the one among those that a configuration lists. */
function findProject(
  configuration: Config.InitialOptions | Config.InitialProjectOptions | undefined,
  folder: string,
  project: Config.ProjectConfig,
): Config.InitialProjectOptions | undefined {
  if (configuration === undefined) return undefined
  const { rootDir: root = folder } = configuration
  const listed = 'projects' in configuration ? (configuration.projects ?? []) : []
  const inline = listed.filter((each) => typeof each !== 'string')
  const candidates: Config.InitialProjectOptions[] = [configuration, ...inline]
  return candidates.find(({ rootDir = root, displayName }) => {
    const isSamePlace = resolve(root, rootDir.replaceAll('<rootDir>', root)) === project.rootDir
    return isSamePlace && readName(displayName) === project.displayName?.name
  })
}

function readName(displayName: Config.InitialOptions['displayName']): string | undefined {
  return typeof displayName === 'string' ? displayName : displayName?.name
}
