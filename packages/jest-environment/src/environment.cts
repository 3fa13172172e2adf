import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment'
import type { Circus } from '@jest/types'
import { addSetUpFile } from './add-set-up-file.cjs'
import { loadBase, type EnvironmentClass } from './base.cjs'
import { keepActual } from './keep-actual.cjs'
import { createEarlyBridge, placeBridge } from './place-bridge.cjs'
import type { JestFile } from './jest-file.js' with { 'resolution-mode': 'import' }

type Event = Circus.AsyncEvent | Circus.SyncEvent
type EventHandler = (event: Event, state: Circus.State) => void | Promise<void>

/**
 * Makes the environment of a test file. Jest calls it with `new`; what it extends, only the configuration tells.
 *
 * @throws Error when the environment to extend cannot be loaded
 */
export function createEnvironment(
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
): JestEnvironment {
  return new (extendEnvironment(loadBase(config.projectConfig)))(config, context)
}

function extendEnvironment(Base: EnvironmentClass): EnvironmentClass {
  return class ProcessEnvironment extends Base {
    readonly #config: JestEnvironmentConfig
    readonly #context: EnvironmentContext
    /** Where no set-up file was loaded before, its variables are set when the environment is set up. */
    readonly #open = once(async () => {
      const { openTestFile } = await import('#jest-file')
      return openTestFile(this.#config, this.#context, this.global)
    })
    #file: JestFile | undefined

    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      super(hideOwnOptions(config), context)
      this.#config = config
      this.#context = context
      addSetUpFile(config.projectConfig)
      placeBridge(this.global, createEarlyBridge(this.#open))
      keepActual(this.moduleMocker)
      const inherited = this.handleTestEvent as EventHandler | undefined
      this.handleTestEvent = async (event: Event, state) => {
        await inherited?.call(this, event, state)
        await this.#file?.handleEvent(event, state)
      }
    }

    override async setup(): Promise<void> {
      await super.setup()
      this.#file = await this.#open()
      this.#file.placeBridge()
    }

    override async teardown(): Promise<void> {
      await this.#file?.close()
      await super.teardown()
    }
  }
}

/** Environments put their options on the global object of the tests. */
function hideOwnOptions(config: JestEnvironmentConfig): JestEnvironmentConfig {
  const {
    base: _base,
    env: _env,
    logLevel: _logLevel,
    processes: _processes,
    report: _report,
    silent: _silent,
    ...others
  } = config.projectConfig.testEnvironmentOptions
  return { ...config, projectConfig: { ...config.projectConfig, testEnvironmentOptions: others } }
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= run())
}
