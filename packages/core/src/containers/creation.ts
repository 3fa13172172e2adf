import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Deadline, pause } from '../internal/clock.js'
import { killAtOnce, type LaunchOrder, type ResolvedOptions } from '../lifecycle/index.js'
import {
  launch,
  type LiveProcess,
  makeCommandLog,
  owner,
  ownerLabel,
  type ProcessLog,
  terminateTree,
} from '../process/index.js'
import type { Container } from './container.js'
import type { Engine } from './engine.js'
import { listRunArguments, type ResolvedContainer } from './run-arguments.js'

/** Milliseconds. */
export const checkInterval = 5
/** How long an engine may take to create what nobody wants any more; the guardian removes what comes later. Milliseconds. */
const creationTimeout = 2_000

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

/** A command of the engine that creates a container: `run` or `create`. */
export interface Creation {
  readonly command: LiveProcess
  /** The engine writes the id of the container there when it is created. */
  readonly idFile: string
  readonly log: ProcessLog
  /** The position in the log at which the command began. */
  readonly position: number
}

/**
 * Ends a command that may be creating a container. A daemon whose client was killed creates it all the same, perhaps after
 * it was looked for in vain: so the command may finish that, unless it has printed something, as it does while it pulls
 * the image.
 */
export async function endCreation({ command, idFile, log, position }: Creation): Promise<void> {
  const deadline = new Deadline(creationTimeout)
  const isOver = (): boolean => existsSync(idFile) || command.hasEnded() || log.position > position
  while (!isOver() && deadline.remaining > 0) await pause(checkInterval)
  await terminateTree(command, killAtOnce)
}

/** One command of the engine creates and starts it, unless files have to be copied in between. */
export async function beginCreation(
  { options, engine, image, log, reach }: ContainerOrder,
  { name }: Container,
  idFile: string,
): Promise<Creation> {
  const labels = { [ownerLabel]: owner.id, 'mirakuru.name': options.name }
  const args = listRunArguments(options, { name, image, labels, idFile, reach })
  const verb = hasFiles(options) ? 'create' : 'run'
  const output = hasFiles(options) ? makeCommandLog() : log
  const { position } = output
  const plan = launchPlan([verb, ...args], { options, engine, home: dirname(idFile) })
  return { command: await launch(plan, output), idFile, log: output, position }
}

export function hasFiles({ container }: ContainerOrder['options']): boolean {
  return Object.keys(container.files).length > 0
}

/** A variable of the container that is removed must not be one of the engine's command either. */
export function launchPlan(
  args: readonly string[],
  { options, engine, home }: { options: ResolvedOptions; engine: Engine; home: string },
): Parameters<typeof launch>[0] {
  const { env, stopSignal, name } = options
  const removed = Object.entries(env).filter(([, value]) => value === undefined)
  // The monitor of podman writes a file `oom` to the folder that it is started in.
  const cwd = engine.isPodman ? home : engine.cwd
  return { ...engine.plan(args), cwd, name, stopSignal, env: Object.fromEntries(removed) }
}
