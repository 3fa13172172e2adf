import { fingerprint, joinCommandLine, type ParsedOptions } from '../declaration/index.js'
import { untilAborted } from '../internal/abort.js'
import { failedToPrepare, killAtOnce, type LaunchOrder } from '../lifecycle/index.js'
import { digestInputs } from '../prepared/index.js'
import { makeCommandLog, makeResourceId, owner, ownerLabel } from '../process/index.js'
import type { ContainerOrder } from './creation.js'
import { explainEngineFailure } from './engine-failure.js'
import type { Engine } from './engine.js'
import { makeImageOnce } from './owner-images.js'
import { startContainer } from './start-container.js'

/** The start for which an image is prepared. */
export interface PrepareOrder extends Pick<
  LaunchOrder,
  'signal' | 'progress' | 'deadline' | 'context'
> {
  readonly options: ContainerOrder['options']
  /** As declared: without values that differ from one instance to the next. */
  readonly declared: ParsedOptions
  readonly engine: Engine
  /** The image to begin with. */
  readonly image: string
}

/**
 * Runs `prepare` in a container of the image once for this owner. Every instance starts from what it has written, but to
 * volumes and mounts: the engine shares the layer between them, so that nothing is copied.
 *
 * @returns the name of the image to start; the given one if there is nothing to prepare
 * @throws {@link ProcessExitedWithError} if the command fails
 */
export async function prepareImage(order: PrepareOrder): Promise<string> {
  const { options, declared, engine, image, signal, context } = order
  const { prepare } = options.container
  if (prepare === undefined) return image
  const { user, workdir, mounts, files, platform, runArgs } = declared.container ?? {}
  const inputs = await digestInputs(prepare.inputs, context.folder)
  const where = [engine.shellWords, options.cwd, image]
  // A removed variable differs from one that is not mentioned.
  const env = Object.entries(declared.env).map(([name, value]) => [name, value ?? null])
  const how = [env, user, workdir, mounts, files, platform, runArgs]
  const key = fingerprint([where, prepare.args, inputs, how])
  return makeImageOnce(key, () => prepareOnce(order, prepare.args), { signal })
}

async function prepareOnce(order: PrepareOrder, command: readonly string[]): Promise<string> {
  const { options, engine, image, signal, progress, deadline } = order
  const log = makeCommandLog()
  const text = joinCommandLine(command)
  const goal = { target: `its preparation (${text})`, infinitive: `end`, gerund: 'ending' }
  const subject = { ...options, command: text }
  const describe = progress.enter({
    goal: { ...goal, missed: `its preparation (${text}) did not end` },
    deadline,
    subject: () => ({ ...subject, log: log.text('both') }),
  })
  const started = await startContainer({
    options: asPreparation(options, command),
    engine,
    image,
    reach: [],
    log,
    signal,
    onRemoved: () => undefined,
  })
  try {
    const exit = await untilAborted(started.exited, signal)
    const [whole, , seen] = describe()
    if (exit.code !== 0) throw failedToPrepare(whole, exit, seen)
    return await commit(order, started.container.name)
  } finally {
    await started.end(killAtOnce)
  }
}

/** The same container with another command, which nobody connects to. */
function asPreparation(
  options: PrepareOrder['options'],
  [program = '', ...args]: readonly string[],
): PrepareOrder['options'] {
  const { image = '' } = options.container
  return {
    ...options,
    id: makeResourceId(),
    tmp: undefined,
    args: [image, ...args],
    container: { ...options.container, entrypoint: [program], port: undefined, ports: {} },
  }
}

/** The image starts what the one that it is made of starts, not the preparation. */
async function commit(
  { options, engine, image, signal }: PrepareOrder,
  container: string,
): Promise<string> {
  const run = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await engine.run(args, { signal, timeout: Infinity })
    if (code !== 0) throw explainEngineFailure(options, engine, stderr)
    return stdout
  }
  const format = '{{json .Config.Entrypoint}} {{json .Config.Cmd}}'
  const [entrypoint, command] = parseLists(await run(['image', 'inspect', '-f', format, image]))
  const name = makeResourceId()
  const forget = owner.holdAt(engine.shellWords, name)
  const changes = [
    `ENTRYPOINT ${entrypoint}`,
    `CMD ${command}`,
    `LABEL ${ownerLabel}=${owner.id}`,
  ].flatMap((change) => ['--change', change])
  // The format of OCI has no healthcheck.
  const form = engine.isPodman ? ['--format', 'docker'] : []
  try {
    await run(['commit', ...form, ...changes, container, name])
  } catch (error) {
    forget()
    throw error
  }
  return name
}

/** What an image starts, as its engine prints it: `["docker-entrypoint.sh"] null`. */
function parseLists(printed: string): readonly string[] {
  return printed
    .trim()
    .split(/(?<=\]|null) (?=\[|null)/)
    .map((list) => (list === 'null' ? '[]' : list))
}
