import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  CallSite,
  giveRunScope,
  shieldFrames,
  type Block,
  type RootOptions,
} from '@mirakuru/core/adapter'
import { describeUnknownProcess, type Declaration } from '@mirakuru/core/declaration'
import type { FullConfig, PlaywrightTestConfig } from '@playwright/test'

/** What {@link withProcesses} takes beside the configuration of Playwright. */
export interface ConfigOptions<Name extends string = string> extends RootOptions {
  /** The process whose URL is the `baseURL` of the tests. */
  readonly baseURL?: Name
}

/** What the configuration says, for the main process and for the workers, each of which reads it. */
export interface Configured {
  readonly processes: Block['processes']
  readonly options: ConfigOptions
  readonly callSite: CallSite
}

const key = Symbol.for('mirakuru.playwright')
const global = globalThis as { [key]?: Configured }

/**
 * A configuration of Playwright with processes in place of `webServer`. Their default scope is `run`: started before the
 * first test, stopped after the last. Tests get them by `processes()`.
 *
 * @param declared - the processes by name; relative paths begin where the configuration is
 * @param config - that of Playwright, and the options of the processes
 * @returns the configuration of Playwright alone
 * @throws `DeclarationError` when no process has the name that `baseURL` says
 * @example
 * ```ts
 * const services = { api: httpExecutor('node api.js {port}') }
 *
 * export default defineConfig(withProcesses(services, { baseURL: 'api', testDir: 'tests' }))
 * ```
 */
export function withProcesses<Name extends string, TestArgs = object, WorkerArgs = object>(
  declared: Readonly<Record<Name, Declaration>>,
  config: PlaywrightTestConfig<TestArgs, WorkerArgs> & ConfigOptions<NoInfer<Name>> = {},
): PlaywrightTestConfig<TestArgs, WorkerArgs> {
  const { baseURL, silent, logLevel, report, ...rest } = config
  const callSite = new CallSite(withProcesses, shieldFrames)
  if (baseURL !== undefined && !Object.hasOwn(declared, baseURL))
    throw callSite.markLine(describeUnknownProcess('baseURL', baseURL, Object.keys(declared)))
  const options = { silent, logLevel, report, ...(baseURL !== undefined && { baseURL }) }
  global[key] = { processes: giveRunScope(declared), options, callSite }
  const own = [rest.globalSetup ?? []].flat()
  return { ...rest, globalSetup: [globalSetUp, ...own] }
}

const globalSetUp = fileURLToPath(new URL('global-setup.js', import.meta.url))

/** What {@link withProcesses} was told in this process. */
export function findConfigured(): Configured | undefined {
  return global[key]
}

/** For messages: where the processes are declared. */
export function describeSource({ configFile }: Pick<FullConfig, 'configFile'>): string {
  return `withProcesses() in ${configFile === undefined ? 'the configuration of Playwright' : basename(configFile)}`
}

/** Where relative paths of declarations begin. */
export function findFolder({ configFile }: Pick<FullConfig, 'configFile'>): string {
  return configFile === undefined ? process.cwd() : dirname(configFile)
}
