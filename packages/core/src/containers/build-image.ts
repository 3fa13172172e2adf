import { resolve } from 'node:path'
import { fingerprint } from '../declaration/index.js'
import type { ResolvedOptions } from '../lifecycle/index.js'
import { makeResourceId, owner, ownerLabel } from '../process/index.js'
import { explainEngineFailure } from './engine-failure.js'
import type { Engine } from './engine.js'
import { makeImageOnce } from './owner-images.js'
import type { ResolvedContainer } from './run-arguments.js'

/**
 * Builds the image of a container once for this owner, with which it ends; for each start, where that is another one when
 * files have changed. What it is built of stays in the cache of the engine.
 *
 * @returns its name
 * @throws {@link ExecutorError} with the output of the build if that fails
 */
export function buildImage(
  options: ResolvedOptions & { readonly container: ResolvedContainer },
  engine: Engine,
  signal: AbortSignal,
): Promise<string> {
  const { container, cwd } = options
  const key = fingerprint([engine.shellWords, cwd, container.build, container.platform])
  const isKept = (options.restartOn ?? []).length === 0
  return makeImageOnce(key, () => build(options, engine, signal), { signal, isKept })
}

async function build(
  options: ResolvedOptions & { readonly container: ResolvedContainer },
  engine: Engine,
  signal: AbortSignal,
): Promise<string> {
  const { cwd, container } = options
  const { context = '.', dockerfile, target, args = {} } = container.build ?? {}
  const folder = resolve(cwd, context)
  const name = makeResourceId()
  const forget = owner.holdAt(engine.shellWords, name)
  const given = [
    ...(dockerfile === undefined ? [] : ['--file', resolve(folder, dockerfile)]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(container.platform === undefined ? [] : ['--platform', container.platform]),
    ...Object.entries(args).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    // The format of OCI has no healthcheck.
    ...(engine.isPodman ? ['--format', 'docker'] : []),
  ]
  const all = ['build', '--tag', name, '--label', `${ownerLabel}=${owner.id}`, ...given, folder]
  const { code, stdout, stderr } = await engine.run(all, { signal, timeout: Infinity })
  if (code === 0) return name
  forget()
  throw explainEngineFailure(options, engine, `${stdout}${stderr}`)
}
