/** What the engine says of a container; only what is used here, and both engines have. */
interface Inspected {
  readonly Id: string
  readonly State: {
    readonly Running: boolean
    readonly Paused: boolean
    readonly Pid: number
    readonly ExitCode: number
    readonly OOMKilled: boolean
    readonly Error: string
    readonly StartedAt: string
    readonly Status: string
  }
  readonly Config: {
    readonly StopSignal?: string | number
    readonly Healthcheck?: { readonly Test?: readonly string[] } | null
  }
}

/** The state of a container at one moment. */
export interface ContainerState {
  readonly id: string
  /** Running or suspended. */
  readonly isRunning: boolean
  /** Whether it has been started, even if it has ended since. */
  readonly wasStarted: boolean
  /** Of its first process, on the machine of the engine; 0 if it does not run. */
  readonly pid: number
  readonly exitCode: number
  readonly isOutOfMemory: boolean
  /** Why it could not be started. */
  readonly error: string
  /** The signal that its image stops with: `SIGQUIT`. */
  readonly stopSignal: string | undefined
  /** The healthcheck of its image, as arguments in the container. */
  readonly healthcheck: readonly string[] | undefined
}

/** Reads what `inspect` has printed. */
export function parseState(text: string): ContainerState {
  const [{ Id, State, Config }] = JSON.parse(text) as [Inspected]
  const { StopSignal } = Config
  return {
    id: Id,
    isRunning: State.Running || State.Paused,
    wasStarted: !State.StartedAt.startsWith('0001'),
    pid: State.Pid,
    exitCode: State.ExitCode,
    isOutOfMemory: State.OOMKilled,
    error: State.Error,
    stopSignal: StopSignal === undefined || StopSignal === '' ? undefined : String(StopSignal),
    healthcheck: toArguments(Config.Healthcheck?.Test),
  }
}

/** `CMD` has arguments, `CMD-SHELL` one text for the shell, `NONE` switches it off. */
function toArguments(test: readonly string[] = []): readonly string[] | undefined {
  const [form, ...rest] = test
  if (form === 'CMD-SHELL') return ['/bin/sh', '-c', ...rest]
  return form === 'CMD' && rest.length > 0 ? rest : undefined
}
