import type { Command, Pattern, SimpleOptions } from './options.js'

/** An image that is built instead of pulled. */
export interface ContainerBuild {
  /** The folder with what is built, relative to `cwd`. */
  readonly context: string
  /** The path of the Dockerfile, relative to `context`. Default `Dockerfile`. */
  readonly dockerfile?: string | undefined
  /** The stage to build. */
  readonly target?: string | undefined
  /** Values of its `ARG` instructions. */
  readonly args?: Readonly<Record<string, string>> | undefined
}

/** A file that is written into a container. */
export interface ContainerFile {
  /** Its text. */
  readonly content: string
  /** Its permissions, such as `0o755`. Default `0o644`. */
  readonly mode?: number | undefined
}

/**
 * Options of a container. All strings except `name` may contain placeholders; `{port}` and `{ports.name}` are ports of
 * this machine.
 */
export interface ContainerOptions extends Pick<
  SimpleOptions,
  | 'name'
  | 'cwd'
  | 'startTimeout'
  | 'stopTimeout'
  | 'killSignal'
  | 'expectedExitCode'
  | 'waitOn'
  | 'logLimit'
  | 'logFile'
  | 'unavailable'
> {
  /** The image; the first argument of `containerExecutor()`. */
  readonly image?: string | undefined
  /** Builds the image, once for each change of its files. */
  readonly build?: ContainerBuild | undefined
  /** The command line of the engine. Default: `MIRAKURU_CONTAINER_ENGINE`, or `docker`, or `podman` without that. */
  readonly engine?: Command | undefined
  /** The port inside the container. It is published on an allocated port of this machine, which is `{port}`. */
  readonly port?: number | undefined
  /** Further ports inside the container, by name: `{ metrics: 9090 }` defines `{ports.metrics}`. */
  readonly ports?: Readonly<Record<string, number>> | undefined
  /** The arguments after the image, instead of its own command. */
  readonly args?: Command | undefined
  /** Replaces the entrypoint of the image. */
  readonly entrypoint?: Command | undefined
  /** Environment variables of the container; `undefined` (in JSON `null`) removes one of the image. */
  readonly env?: SimpleOptions['env']
  /** The user inside the container: a name or an id, and a group after a colon. */
  readonly user?: string | undefined
  /** The working directory inside the container. */
  readonly workdir?: string | undefined
  /** Folders, files and volumes in it: `./data:/data:ro`. Relative paths are resolved against `cwd`. */
  readonly mounts?: string | readonly string[] | undefined
  /** Folders in memory: `/tmp`, `/data:size=64m`. */
  readonly tmpfs?: string | readonly string[] | undefined
  /** Files and folders that are copied into it before it starts, by their paths in it. A string is a path here. */
  readonly files?: Readonly<Record<string, string | ContainerFile>> | undefined
  /** Its limit of memory: `512m`. */
  readonly memory?: string | undefined
  /** Its limit of processors: `1.5`. */
  readonly cpus?: number | undefined
  /** The platform of the image: `linux/arm64`. */
  readonly platform?: string | undefined
  /** When the image is pulled. Default `'missing'`. */
  readonly pull?: 'always' | 'missing' | 'never' | undefined
  /** Further arguments of the engine's `run`: `--init --shm-size 1g`. */
  readonly runArgs?: Command | undefined
  /** The signal that stops it. Default: that of the image, or `'SIGTERM'`. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** A pattern that its output must match; named groups become `captures`. */
  readonly banner?: Pattern | undefined
  /** The stream to match. Default `'both'`. */
  readonly stream?: 'stdout' | 'stderr' | 'both' | undefined
  /**
   * The URL of what it serves, as clients take it. With `http:` or `https:` it must be answered with a status that
   * counts.
   */
  readonly url?: string | undefined
  /**
   * The status that counts as ready: a number, a list, or a pattern. A pattern given as a string must match the whole
   * number. Default: any 2xx.
   */
  readonly status?: number | readonly number[] | Pattern | undefined
  /** A command in the container that must exit with 0. Default: that of the image. */
  readonly healthcheck?: Command | undefined
  /** For a container that does its work and exits: it is ready when it has exited with code 0. Default `false`. */
  readonly oneShot?: boolean | undefined
  /**
   * Why it is started in place of a program: a line of the error if the engine cannot start it. For functions that
   * create declarations, and found no program; without placeholders.
   */
  readonly insteadOf?: string | undefined
}
