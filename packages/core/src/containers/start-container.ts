import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { untilAborted } from '../internal/abort.js'
import { pause } from '../internal/clock.js'
import { killAtOnce } from '../lifecycle/index.js'
import {
  launch,
  type LiveProcess,
  makePrivateFolder,
  owner,
  removePrivateFolder,
  terminateTree,
} from '../process/index.js'
import { Container } from './container.js'
import { ContainerProcess } from './container-process.js'
import type { ContainerState } from './container-state.js'
import {
  beginCreation,
  checkInterval,
  type ContainerOrder,
  type Creation,
  endCreation,
  hasFiles,
  launchPlan,
} from './creation.js'
import { explainEngineFailure } from './engine-failure.js'
import { copyFiles } from './files.js'
import { isLocal } from './port-check.js'

/** Exit codes of an engine that could not start the container. */
const refusals = [125, 126, 127]
/** Milliseconds. */
const inspectInterval = 20
const removalTimeout = 10_000

/**
 * Starts a container, with the command of the engine attached to it. When it rejects, nothing is left.
 *
 * @throws {@link ExecutorError} when the engine refuses
 */
export async function startContainer(order: ContainerOrder): Promise<ContainerProcess> {
  const { engine, options, log } = order
  const container = new Container(engine, options.id ?? '')
  // A user of the container need not be one of this machine.
  if (options.tmp !== undefined) await chmod(options.tmp, 0o777)
  const folder = await makePrivateFolder({})
  const forget = owner.holdAt(engine.shellWords, container.name)
  try {
    const { command, state } = await bringUp(order, {
      container,
      idFile: join(folder, 'id'),
      forget,
    })
    return new ContainerProcess({
      container,
      command,
      state,
      log,
      pid: isLocal(state.pid, state.id) ? state.pid : undefined,
      hasOwnStopSignal: options.container.stopSignal !== undefined,
      onRemoved: () => {
        forget()
        order.onRemoved()
        void removePrivateFolder(folder)
      },
    })
  } catch (error) {
    order.onRemoved()
    await removePrivateFolder(folder)
    throw error
  }
}

interface Starting {
  readonly container: Container
  readonly idFile: string
  /** Nothing of it is left for the guardian to remove. */
  readonly forget: () => void
}

/** Creates and starts it, and waits until the engine has; removes it if that fails. */
async function bringUp(
  order: ContainerOrder,
  { container, idFile, forget }: Starting,
): Promise<{ command: LiveProcess; state: ContainerState }> {
  const { options, engine, log, signal } = order
  const { position } = log
  const creation = await beginCreation(order, container, idFile)
  let command: LiveProcess | undefined
  try {
    command = await attach(order, container, creation)
    const state = await awaitStart(command, { container, idFile, signal })
    if (state === undefined) throw explainEngineFailure(options, engine, log.textSince(position))
    return { command, state }
  } catch (error) {
    await endCreation(creation)
    if (command !== undefined) await terminateTree(command, killAtOnce)
    const isRemoved = await container.remove({ timeout: removalTimeout }).catch(() => false)
    const hasRefused = creation.command.exit?.signal === null
    // What is left, or still to come, the guardian removes.
    if (isRemoved || hasRefused) forget()
    throw error
  }
}

/** The command that is attached to the container. */
async function attach(
  { options, engine, log, signal }: ContainerOrder,
  container: Container,
  { command, idFile, log: output }: Creation,
): Promise<LiveProcess> {
  if (!hasFiles(options)) return command
  const { code } = await untilAborted(command.exited, signal)
  await terminateTree(command, killAtOnce)
  if (code !== 0) throw explainEngineFailure(options, engine, output.text('stderr'))
  await copyFiles(options.container.files, { container, cwd: options.cwd, signal }).catch(
    (error: Error) => {
      signal.throwIfAborted()
      throw explainEngineFailure(options, engine, `files cannot be copied: ${error.message}`)
    },
  )
  const plan = ['start', '--attach', container.name]
  return launch(launchPlan(plan, { options, engine, home: dirname(idFile) }), log)
}

/** Waits until it has been started; `undefined` if the engine has refused. */
async function awaitStart(
  command: LiveProcess,
  { container, idFile, signal }: Pick<Starting, 'container' | 'idFile'> & { signal: AbortSignal },
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
