import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { joinCommandLine, quoteArgument, splitCommandLine } from '../declaration/index.js'
import { ExecutorError, formatDuration, SpawnError } from '../errors/index.js'
import { settlesWithin } from '../internal/clock.js'
import { ProcessLog, runCommand } from '../process/index.js'
import type { StartContext } from '../lifecycle/index.js'

/** How a command of the engine ended. */
export interface EngineResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a command of the engine is run. */
export interface EngineCall {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds. */
  readonly timeout?: number
}

/** Environment variables that say where the engine is, and as whom it is used. */
const variables =
  /^(?:(?:DOCKER|BUILDX|CONTAINERS?|PODMAN|XDG|SSH)_.+|HOME|PATH|USER|TMPDIR|_CONTAINERS_.+)$/

const variable = 'MIRAKURU_CONTAINER_ENGINE'
/** A command of the engine that takes longer is taken as hanging. Milliseconds. */
const patience = 30_000
const keptOutput = 4_194_304

/** What commands of podman leave running for containers: their monitor, their names, their network, their files. */
const servants = [
  'conmon',
  'aardvark-dns',
  'slirp4netns',
  'pasta',
  'pasta.avx2',
  'rootlessport',
  'catatonit',
  'podman pause',
  'fuse-overlayfs',
]

/** Docker or podman, by their own command line: contexts, remote hosts and credentials work as the user knows them. */
export class Engine {
  /** Its command line. */
  readonly args: readonly string[]
  readonly environment: StartContext['environment']
  readonly cwd: string

  /** @param declared - the command line of the engine, if it is declared */
  constructor(
    declared: readonly string[] | undefined,
    { environment, cwd }: Pick<Engine, 'environment' | 'cwd'>,
  ) {
    this.environment = environment
    this.cwd = cwd
    this.args = declared ?? findEngine(environment)
  }

  /** Whether it is podman, which differs in some arguments. */
  get isPodman(): boolean {
    return this.name.startsWith('podman')
  }

  /** Kills and removes a container with its unnamed volumes: podman would ask it to end first, and wait for 10 s. */
  removal(container: string): readonly string[] {
    return ['rm', '--force', '--volumes', ...(this.isPodman ? ['--time', '0'] : []), container]
  }

  /** The name of its program. */
  get name(): string {
    return this.args[0]?.split('/').at(-1) ?? 'docker'
  }

  /** Its command line for a shell, with what its environment says of where it is. */
  get shellWords(): string {
    const given = Object.entries(this.environment).filter(
      ([name, value]) => variables.test(name) && value !== undefined && !/[\n\0]/.test(value),
    )
    const assignments = given.map(([name, value]) => `${name}=${quoteArgument(value ?? '')}`)
    return ['env', ...assignments, joinCommandLine(this.args)].join(' ')
  }

  /** How one of its commands is launched. */
  plan(args: readonly string[]): Parameters<typeof runCommand>[0] {
    const all = [...this.args, ...args]
    return {
      name: this.name,
      command: joinCommandLine(all),
      args: all,
      shell: false,
      cwd: this.cwd,
      environment: this.environment,
      env: {},
      stdin: 'ignore',
      stopSignal: 'SIGTERM',
      leaveRunning: servants,
    }
  }

  /**
   * Runs one of its commands.
   *
   * @throws {@link SpawnError} if there is no such program
   * @throws {@link ExecutorError} if it does not answer in time
   */
  async run(args: readonly string[], { signal, timeout }: EngineCall = {}): Promise<EngineResult> {
    const limit = timeout ?? patience
    const over = new AbortController()
    const log = new ProcessLog(keptOutput)
    const aborted = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
    const result = runCommand(this.plan(args), aborted, log)
    const isInTime = await settlesWithin(result, limit)
    over.abort()
    const { code } = await result
    signal?.throwIfAborted()
    if (!isInTime)
      throw new ExecutorError(
        `${this.name} does not answer: "${args[0]}" did not end within ${formatDuration(limit)}; is its daemon alive?`,
      )
    return { code, stdout: log.text('stdout'), stderr: log.text('stderr') }
  }
}

function findEngine(environment: Engine['environment']): readonly string[] {
  const named = environment[variable]
  if (named !== undefined && named !== '') return splitCommandLine(named)
  const found = ['docker', 'podman'].find((program) => isInstalled(program, environment))
  if (found !== undefined) return [found]
  throw new SpawnError(
    `there is no container engine: neither "docker" nor "podman" was found in PATH; install one, or set "engine" or ${variable}`,
    { errno: 'ENOENT', command: 'docker' },
  )
}

function isInstalled(program: string, { PATH = '' }: Engine['environment']): boolean {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}
