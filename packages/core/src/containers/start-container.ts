import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pause } from '../internal/clock.js'
import type { LaunchOrder, ResolvedOptions } from '../lifecycle/index.js'
import {
  launch,
  type LiveProcess,
  makePrivateFolder,
  owner,
  ownerLabel,
  type ProcessLog,
  removePrivateFolder,
  terminateTree,
} from '../process/index.js'
import { Container } from './container.js'
import { ContainerProcess } from './container-process.js'
import type { ContainerState } from './container-state.js'
import { explainEngineFailure } from './engine-failure.js'
import type { Engine } from './engine.js'
import { copyFiles } from './files.js'
import { isLocal } from './port-check.js'
import { listRunArguments, type ResolvedContainer } from './run-arguments.js'

/** Exit codes of an engine that could not start the container. */
const refusals = [125, 126, 127]
/** Milliseconds. */
const checkInterval = 5
const inspectInterval = 20
const removalTimeout = 10_000
const killAtOnce = { stopSignal: undefined, stopTimeout: 0, killSignal: 'SIGKILL' } as const

/** What a start of a container needs. */
export interface ContainerOrder extends Pick<LaunchOrder, 'signal'> {
  readonly options: ResolvedOptions & { readonly container: ResolvedContainer }
  readonly engine: Engine
  readonly image: string
  /** Arguments of the engine for what it refers to. */
  readonly reach: readonly string[]
  /** Called when it is removed. */
  readonly onRemoved: () => void
  readonly log: ProcessLog
}

/**
 * Starts a container, with the command of the engine attached to it. When it rejects, nothing is left.
 *
 * @throws {@link ExecutorError} when the engine refuses
 */
export async function startContainer(order: ContainerOrder): Promise<ContainerProcess> {
  const { engine, options } = order
  const container = new Container(engine, options.id ?? '')
  const forget = owner.holdAt(engine.shellWords, container.name)
  const onRemoved = (): void => {
    forget()
    order.onRemoved()
    void removePrivateFolder(folder)
  }
  // A user of the container need not be one of this machine.
  if (options.tmp !== undefined) await chmod(options.tmp, 0o777)
  const folder = await makePrivateFolder({})
  let command: LiveProcess | undefined
  try {
    const idFile = join(folder, 'id')
    const position = order.log.position
    command = await runOrCreate(order, container, idFile)
    const state = await awaitStart(command, { order, container, idFile })
    if (state === undefined)
      throw explainEngineFailure(options, engine, order.log.textSince(position))
    const pid = isLocal(state.pid, state.id) ? state.pid : undefined
    const hasOwnStopSignal = options.container.stopSignal !== undefined
    const { log } = order
    return new ContainerProcess({
      container,
      command,
      state,
      log,
      pid,
      hasOwnStopSignal,
      onRemoved,
    })
  } catch (error) {
    if (command !== undefined) await terminateTree(command, killAtOnce)
    // What is left then, the guardian removes.
    await container.remove({ timeout: removalTimeout }).then(forget, () => undefined)
    order.onRemoved()
    await removePrivateFolder(folder)
    throw error
  }
}

/** One command of the engine, unless files have to be copied before the start. */
async function runOrCreate(
  { options, engine, image, log, signal, reach }: ContainerOrder,
  container: Container,
  idFile: string,
): Promise<LiveProcess> {
  const { name } = container
  const labels = { [ownerLabel]: owner.id, 'mirakuru.name': options.name }
  const args = listRunArguments(options, { name, image, labels, idFile, reach })
  const home = dirname(idFile)
  const files = Object.keys(options.container.files)
  if (files.length === 0)
    return launch(launchPlan(['run', ...args], { options, engine, home }), log)
  const created = await engine.run(['create', ...args], { signal, timeout: Infinity })
  if (created.code !== 0) throw explainEngineFailure(options, engine, created.stderr)
  await copyFiles(options.container.files, { container, cwd: options.cwd, signal }).catch(
    (error: Error) => {
      signal.throwIfAborted()
      throw explainEngineFailure(options, engine, `files cannot be copied: ${error.message}`)
    },
  )
  return launch(launchPlan(['start', '--attach', name], { options, engine, home }), log)
}

/** A variable of the container that is removed must not be one of the engine's command either. */
function launchPlan(
  args: readonly string[],
  { options, engine, home }: { options: ResolvedOptions; engine: Engine; home: string },
): Parameters<typeof launch>[0] {
  const { env, stopSignal, name } = options
  const removed = Object.entries(env).filter(([, value]) => value === undefined)
  // The monitor of podman writes a file `oom` to the folder that it is started in.
  const cwd = engine.isPodman ? home : engine.cwd
  return { ...engine.plan(args), cwd, name, stopSignal, env: Object.fromEntries(removed) }
}

interface Starting {
  readonly order: ContainerOrder
  readonly container: Container
  readonly idFile: string
}

/** Waits until it has been started; `undefined` if the engine has refused. */
async function awaitStart(
  command: LiveProcess,
  { order: { signal }, container, idFile }: Starting,
): Promise<ContainerState | undefined> {
  const ended = command.exited.then(() => true)
  while (!existsSync(idFile)) {
    signal.throwIfAborted()
    if (await Promise.race([ended, pause(checkInterval, signal)])) return undefined
  }
  for (;;) {
    signal.throwIfAborted()
    const { exit } = command // before: it may end while the engine is asked
    // What is wrong with the engine, its command says better.
    const state = await container.inspect({ signal }).catch(() => undefined)
    if (state?.wasStarted === true && state.error === '') return state
    if (exit !== undefined && (state === undefined || refusals.includes(exit.code ?? 0)))
      return undefined
    await pause(inspectInterval, signal)
  }
}
