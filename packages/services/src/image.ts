import {
  containerExecutor,
  type Command,
  type ContainerOptions,
  type Declaration,
} from '@mirakuru/core/declaration'
import { chooseReset } from './choose-reset.js'
import type { ServiceOptions } from './options.js'
import { pickPassed } from './pick-passed.js'

/** How a server is started as a container. All but `image` also holds of images that users name. */
export interface ServiceImage extends Omit<
  ContainerOptions,
  'args' | 'build' | 'image' | 'insteadOf' | 'port' | 'unavailable' | 'url'
> {
  /** The official image, of a major version, with its registry: podman may know no short names. */
  readonly image: string
  /** The port inside. */
  readonly port: number
  /** The URL of what it serves, as clients take it. */
  readonly url: string
  /** The arguments after the image, before those of the user. */
  readonly args?: readonly string[] | undefined
  /** How it is emptied, for `reset: true`: a command in the container. */
  readonly reset?: Command | undefined
}

/** A service that is started as a container. */
export interface ImagePlan {
  /** The name of the factory. */
  readonly service: string
  readonly image: ServiceImage
  readonly options: ServiceOptions
  /** The names of the options that only this service has. */
  readonly own: readonly string[]
  /** Whether its holder has all of it. */
  readonly isWhole: boolean
  /** Why no program is started, if one was looked for. */
  readonly insteadOf?: string | undefined
}

/** The first start pulls the image. Milliseconds. */
const pullTimeout = 180_000

/** For servers that have nothing at the path of their URL: that they answer counts. */
export const anyStatus = '\\d{3}'

/** Declares the container of a service. */
export function declareImage({
  service,
  image: { reset, ...start },
  options,
  own,
  isWhole,
  insteadOf,
}: ImagePlan): Declaration<'container'> {
  const args = [...(start.args ?? []), ...(options.args ?? [])]
  return containerExecutor({
    name: service,
    startTimeout: pullTimeout,
    ...start,
    ...pickPassed(options, own),
    image: options.image ?? start.image,
    args: args.length === 0 ? undefined : args,
    env: { ...start.env, ...options.env },
    reset: isWhole ? chooseReset(service, options.reset, reset) : undefined,
    insteadOf,
  })
}
