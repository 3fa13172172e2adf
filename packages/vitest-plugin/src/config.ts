/**
 * For the configuration of Vitest: the plugin, and declarations of processes for it.
 *
 * @module @mirakuru/vitest-plugin/config
 */

import { fileURLToPath } from 'node:url'
import { basename, isAbsolute, posix, relative, resolve } from 'node:path'
import { CallSite, findMisspelt, giveRunScope, type RootOptions } from '@mirakuru/core/adapter'
import { isReportWanted } from '@mirakuru/core/client'
import type { Declaration, Variables } from '@mirakuru/core/declaration'
import { ExecutorError } from '@mirakuru/core/errors'
import type { ViteUserConfig } from 'vitest/config'
import type { TestProject, Vite, Vitest } from 'vitest/node'
import type { Block } from './block.js'
import { findVitestRoot } from './root.js'
import { addRunReporter } from './run-reporter.js'
import { addCaseReporter } from './case-reporter.js'

export {
  containerExecutor,
  externalServer,
  httpExecutor,
  outputExecutor,
  pidExecutor,
  readDeclarations,
  resource,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} from '@mirakuru/core/declaration'
export type { ProcessValues } from './block.js'

/** What the plugin is told. */
export interface MirakuruOptions extends RootOptions {
  /**
   * Processes by name. Their default scope is `run`: started before the first test, stopped after the last. Those of
   * other scopes are started by `useProcess('name')`.
   */
  readonly processes?: Readonly<Record<string, Declaration>>
  /**
   * Environment variables for the code under test. Placeholders name the processes: `{db.port}`, `{db.url}`; `null`
   * removes a variable. They are in `process.env` of the worker before the first module of a test file is loaded, set-up
   * files included, and are taken back after the file. What they name is held for the file.
   */
  readonly env?: Variables
}

/**
 * Processes for a whole Vitest run.
 *
 * @throws `DeclarationError` when there is no such option
 * @example
 * ```ts
 * import { mirakuru, tcpExecutor } from '@mirakuru/vitest-plugin/config'
 *
 * export default defineConfig({
 *   plugins: [
 *     mirakuru({
 *       processes: { redis: tcpExecutor('redis-server --port {port} --dir {tmp}') },
 *       env: { REDIS_URL: 'redis://{redis.host}:{redis.port}' },
 *     }),
 *   ],
 * })
 * ```
 */
export function mirakuru(given: MirakuruOptions = {}): Vite.Plugin {
  const misspelt = findMisspelt(given, { subject: 'options of mirakuru()', names: optionNames })
  if (misspelt !== undefined) throw new CallSite(mirakuru).mark(misspelt)
  const { processes = {}, env, ...options } = given
  const plugin: Vite.Plugin = {
    name: 'mirakuru',
    config(): ViteUserConfig | undefined {
      // The same configuration may serve a development server.
      if (process.env['VITEST'] === undefined) return undefined
      const root = findVitestRoot()
      root.configure(options)
      root.prepare()
      return { test: { globalSetup: [globalSetUp] } }
    },
    configResolved({ configFile }) {
      const names = [...Object.keys(processes), ...Object.keys(env ?? {})]
      if (process.env['VITEST'] !== undefined && names.length > 0)
        findVitestRoot().expectBlock(configFile)
    },
    configureVitest({ vitest, project }) {
      const folder = findFolder(vitest, project, plugin)
      const block: Block = {
        folder,
        processes: giveRunScope(processes),
        source: describeSource(project),
        ...(env !== undefined && { env }),
      }
      if (env !== undefined) useRunner(project)
      project.provide('mirakuru.block', block)
      findVitestRoot().announce(project, block)
      // A project that shares the Vite server of its configuration does not inherit what plugins have added to that.
      const setUps = [project.config.globalSetup].flat()
      const isSetUp = setUps.some((each) => resolve(each) === globalSetUp)
      if (!isSetUp) project.config.globalSetup = [...setUps, globalSetUp]
      findVitestRoot().watch(vitest)
      rerunFor(vitest, block)
      addRunReporter(vitest)
      if (isReportWanted()) addCaseReporter(vitest)
    },
  }
  return plugin
}

const optionNames: readonly (keyof MirakuruOptions)[] = [
  'processes',
  'env',
  'silent',
  'logLevel',
  'report',
]

const globalSetUp = fileURLToPath(new URL('global-setup.js', import.meta.url))

const runner = fileURLToPath(new URL('runner.js', import.meta.url))

/** Only a runner of tests can wait before anything of a file is loaded. In a browser tests have no `process.env`. */
function useRunner({ config, name }: TestProject): void {
  if (config.browser.enabled || config.runner === runner) return
  if (config.runner !== undefined)
    throw new ExecutorError(
      `Cannot set "env" of mirakuru() for project "${name}": it has a "runner" of its own, ${config.runner}`,
    )
  config.runner = runner
}

/**
 * The root of the configuration that has the plugin. A project that inherits it shares its processes, though the
 * configuration is read anew for it, and whatever its own root is.
 */
function findFolder(vitest: Vitest, project: TestProject, plugin: Vite.Plugin): string {
  const { configFile, inlineConfig } = project.vite.config
  const isShared = configFile !== undefined && configFile === vitest.vite.config.configFile
  const ownPlugins: readonly unknown[] = inlineConfig.plugins ?? []
  const isOwn = ownPlugins.flat(Infinity).includes(plugin)
  return (isShared && !isOwn ? vitest : project).config.root
}

function describeSource({ vite }: TestProject): string {
  const { configFile } = vite.config
  const where = configFile === undefined ? 'the Vitest configuration' : basename(configFile)
  return `mirakuru() in ${where}`
}

/** No test imports what a process is made of, so that Vitest would not run any again when it changes. */
function rerunFor({ config, vite }: Vitest, { folder, processes }: Block): void {
  const patterns = Object.values(processes).flatMap(
    (declaration) => (Object(declaration) as Partial<Declaration>).restartOn ?? [],
  )
  // What a folder is called is no pattern.
  const begin = folder.replaceAll(/[!()*+?@[\]{}]/g, String.raw`\$&`)
  const triggers = patterns.map((each) => (isAbsolute(each) ? each : posix.join(begin, each)))
  // Vitest heeds those of its root alone.
  config.forceRerunTriggers = [...new Set([...config.forceRerunTriggers, ...triggers])]
  // Its watcher sees the root anyway, and knows no patterns.
  const folders = patterns.map((each) => resolve(folder, /^[^!(*?[{]*\//.exec(each)?.[0] ?? ''))
  const elsewhere = folders.filter((each) => relative(vite.config.root, each).startsWith('..'))
  if (config.watch) vite.watcher.add(elsewhere)
}
