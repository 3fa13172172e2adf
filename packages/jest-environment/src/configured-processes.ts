import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Config } from '@jest/types'
import type * as JestConfig from 'jest-config'
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
  const found = await findProject(globalConfig, project)
  if (found instanceof Error) return found
  const processes = readProcesses(found.testEnvironmentOptions)
  remembered.set(project.id, processes)
  return processes
}

const remembered = new Map<string, WrittenProcesses>()

/** What follows `--config`, as Jest takes it. */
export function findConfigArgument(args: readonly string[]): string | undefined {
  const index = args.findIndex((arg) => /^(?:--config|-c)(?:=|$)/.test(arg))
  if (index === -1) return undefined
  const [, ...value] = (args[index] ?? '').split('=')
  return value.length === 0 ? args[index + 1] : value.join('=')
}

/** A configuration as it was written, which may be that of a project. */
interface Written {
  readonly options: Config.InitialOptions
  /** `null` where it stands in another. */
  readonly path: string | null
  /** Its place among the projects of the run. */
  readonly index: number
}

async function findProject(
  { projects, rootDir }: Config.GlobalConfig,
  project: Config.ProjectConfig,
): Promise<Config.InitialOptions | Error> {
  const written =
    projects.length === 0
      ? await readSingle([process.cwd(), project.rootDir, rootDir])
      : await readListed(projects)
  const alike = written.filter(({ options }) => isLike(options, rootDir, project))
  const isMeant = (each: Written): boolean => identify(each, project) === project.id
  const [found] = alike.length > 1 ? alike.filter(isMeant) : alike
  if (found !== undefined) return found.options
  const reason =
    alike.length > 1
      ? 'several look like it; give each a displayName'
      : `its configuration was not found from ${project.rootDir}`
  return new Error(`Cannot add the processes of a docblock to those of the project: ${reason}`)
}

/** The configuration of a run without projects, in each of the places where it can be. */
async function readSingle(places: readonly string[]): Promise<readonly Written[]> {
  const found = await Promise.all([...new Set(places)].map((place) => readFrom(place, false)))
  const single = found.flat().filter(({ options }) => (options.projects ?? []).length === 0)
  return single.map((each) => ({ ...each, index: 0 }))
}

/** Those that the configuration of the run, or its command line, lists. */
async function readListed(projects: Config.GlobalConfig['projects']): Promise<readonly Written[]> {
  // Jest: the configuration that it was called with is also that of a project only where there is no other.
  const isOneOfMany = projects.length > 1 || projects[0] !== process.cwd()
  const found = await Promise.all(
    projects.map(async (each) =>
      typeof each === 'string' ? readFrom(each, isOneOfMany) : [{ options: each, path: null }],
    ),
  )
  // What is no configuration, a README beside the folders for example, Jest does not count.
  return found.flat().map((each, index) => ({ ...each, index }))
}

/** @param readFromCwd - whether Jest takes no notice of the configuration that it was called with */
async function readFrom(
  place: string,
  readFromCwd: boolean,
): Promise<readonly Omit<Written, 'index'>[]> {
  const { readInitialOptions } = loadJestConfig()
  const told = process.env[configVariable] ?? findConfigArgument(process.argv)
  const options = { packageRootOrConfig: place, readFromCwd, skipMultipleConfigError: true }
  try {
    const { config, configPath } = await readInitialOptions(told, options)
    return [{ options: config, path: configPath }]
  } catch {
    return [] // not every place has one
  }
}

/** What Jest itself reads configurations with: nobody but its own packages may be able to find it. */
function loadJestConfig(): typeof JestConfig {
  const cli = ['jest', 'jest-cli'].reduce(
    (from, name) => createRequire(from).resolve(name),
    import.meta.url,
  )
  return createRequire(cli)('jest-config') as typeof JestConfig
}

function isLike(
  { rootDir: written, displayName }: Config.InitialOptions,
  root: string,
  project: Config.ProjectConfig,
): boolean {
  const rootDir = resolve(root, (written ?? root).replaceAll('<rootDir>', root))
  return rootDir === project.rootDir && readName(displayName) === project.displayName?.name
}

/** As Jest does it, where the configuration gives no name of its own. */
function identify({ options, path, index }: Written, { rootDir }: Config.ProjectConfig): string {
  const hash = createHash('sha1').update(`${rootDir}${path ?? ''}${index}`)
  return options.id ?? hash.digest('hex').slice(0, 32)
}

function readName(displayName: Config.InitialOptions['displayName']): string | undefined {
  return typeof displayName === 'string' ? displayName : displayName?.name
}
