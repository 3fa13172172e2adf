import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  CallSite,
  findMisspelt,
  findVariableProblems,
  giveRunScope,
  listReferenced,
  shieldFrames,
  type Block,
  type RootOptions,
} from '@mirakuru/core/adapter'
import {
  describeUnknownProcess,
  type Declaration,
  type Variables,
} from '@mirakuru/core/declaration'
import { DeclarationError, type Problem } from '@mirakuru/core/errors'
import type { FullConfig, PlaywrightTestConfig } from '@playwright/test'

/** What {@link withProcesses} takes beside the configuration of Playwright. */
export interface ConfigOptions<Name extends string = string> extends RootOptions {
  /** The process whose URL is the `baseURL` of the tests. */
  readonly baseURL?: Name
  /**
   * Environment variables for tests and what they import. Placeholders name the processes: `{db.port}`, `{db.url}`;
   * `null` removes a variable. They are set before any test file is loaded, in the main process and all workers, so that
   * what they name has scope `run`.
   */
  readonly env?: Variables
}

/** What the configuration says, for the main process and for the workers, each of which reads it. */
export interface Configured {
  readonly block: Omit<Block, 'folder'>
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
 * @throws `DeclarationError` when an option is misspelt, no process has the name that `baseURL` says, or `env` names what
 *   cannot be in it
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
  const { baseURL, env, silent, logLevel, report, ...rest } = config
  const callSite = new CallSite(withProcesses, shieldFrames)
  const misspelt = findMisspelt(rest, {
    subject: 'options of withProcesses()',
    names: ['baseURL', 'env', 'silent', 'logLevel', 'report'],
    isShared: true,
  })
  if (misspelt !== undefined) throw callSite.markLine(misspelt)
  const processes = giveRunScope(declared)
  const problems = [...findVariableProblems(env, processes), ...findLaterProcesses(env, processes)]
  if (problems.length > 0) throw callSite.markLine(new DeclarationError('env', problems))
  if (baseURL !== undefined && !Object.hasOwn(declared, baseURL))
    throw callSite.markLine(describeUnknownProcess('baseURL', baseURL, Object.keys(declared)))
  const options = { silent, logLevel, report, ...(baseURL !== undefined && { baseURL }) }
  const block = { processes, ...(env !== undefined && { env }) }
  global[key] = { block, options, callSite }
  const own = [rest.globalSetup ?? []].flat()
  return { ...rest, globalSetup: [globalSetUp, ...own] }
}

/** Test files are loaded in the main process first, which has no processes of another scope. */
function findLaterProcesses(env: Variables = {}, processes: Block['processes']): Problem[] {
  return Object.entries(env).flatMap(([path, text]) =>
    listReferenced([text ?? ''])
      .filter((name) => ['file', 'worker'].includes(String(processes[name]?.scope)))
      .map((name) => ({ path, message: explainLater(name, processes[name]?.scope) })),
  )
}

function explainLater(name: string, scope: string | undefined): string {
  return (
    `"${name}" has scope "${scope}", and is not there when Playwright loads the test files; ` +
    `give "${name}" scope "run", or leave the variable out and use the fixture`
  )
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
