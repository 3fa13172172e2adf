import { resolve } from 'node:path'
import { isLoopback } from '../declaration/index.js'
import type { ResolvedOptions } from '../lifecycle/index.js'

/** What was declared of a container, with placeholders filled in. */
export type ResolvedContainer = NonNullable<ResolvedOptions['container']>

/** What a container is started with, besides what was declared. */
export interface RunPlan {
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  /** The engine writes the id of the container there. */
  readonly idFile: string
  /** Arguments of the engine for what it refers to. */
  readonly reach: readonly string[]
}

/** The arguments of `run` and `create`, with the image and its arguments. */
export function listRunArguments(
  options: ResolvedOptions & { readonly container: ResolvedContainer },
  { name, image, labels, idFile, reach }: RunPlan,
): readonly string[] {
  const { container, env, args, host } = options
  const [program, ...entry] = container.entrypoint ?? []
  const one = (flag: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [flag, String(value)]
  const many = (flag: string, values: readonly string[]): readonly string[] =>
    values.flatMap((value) => [flag, value])
  return [
    '--name',
    name,
    '--cidfile',
    idFile,
    ...many(
      '--label',
      Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ),
    // On another machine the loopback address would be that of the machine.
    ...many('--publish', listPorts(options, isLoopback(host) ? host : '0.0.0.0')),
    ...many('--env', listVariables(env)),
    ...one('--user', container.user),
    ...one('--workdir', container.workdir),
    ...many('--volume', listMounts(options)),
    ...many('--tmpfs', container.tmpfs),
    ...one('--memory', container.memory),
    ...one('--cpus', container.cpus),
    ...one('--platform', container.platform),
    // An image that was made here cannot be pulled.
    ...one('--pull', image === container.image ? container.pull : undefined),
    ...one('--stop-signal', container.stopSignal),
    ...one('--entrypoint', program),
    ...reach,
    ...container.runArgs,
    image,
    ...entry,
    ...args.slice(1),
  ]
}

function listPorts(
  { container, port, furtherPorts }: ResolvedOptions,
  address: string,
): readonly string[] {
  const publish = (outer: number | undefined, inner: number): string =>
    `${address}:${outer}:${inner}`
  const own = container?.port === undefined ? [] : [publish(port, container.port)]
  const further = Object.entries(container?.ports ?? {})
  return [...own, ...further.map(([name, inner]) => publish(furtherPorts[name], inner))]
}

/** Without a value the engine takes it from its own environment, and removes it if there is none. */
function listVariables(env: ResolvedOptions['env']): readonly string[] {
  return Object.entries(env).map(([name, value]) =>
    value === undefined ? name : `${name}=${value}`,
  )
}

/** The private folder is mounted where it is named: at its own path, unless it is mounted already. */
function listMounts({ container, cwd, tmp }: ResolvedOptions): readonly string[] {
  const mounts = container?.mounts ?? []
  const isMounted = tmp === undefined || mounts.some((mount) => mount.startsWith(tmp))
  const all = isMounted ? mounts : [...mounts, `${tmp}:${tmp}`]
  return all.map((mount) => placeMount(mount, cwd))
}

/** A name without a slash is that of a volume. */
function placeMount(mount: string, cwd: string): string {
  return /^\.{1,2}(?:\/|:|$)/.test(mount)
    ? mount.replace(/^[^:]*/, (path) => resolve(cwd, path))
    : mount
}
