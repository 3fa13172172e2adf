import type { ExecutorKind } from './kinds.js'
import type { ExpectedExit, ScopeOptions } from './options.js'
import type { OutputStream } from '../internal/output-stream.js'
import type { ParsedContainer } from './container.js'
import type { ParsedPreparation } from './parsed-preparation.js'

/** What a resource and its parts call the processes that they need: `server` → the key of its server. */
export type Uses = Readonly<Record<string, string>>

/** Checked options with defaults; placeholders are not filled in yet. */
export interface ParsedOptions {
  readonly kind: ExecutorKind
  /** The program and its arguments; with `shell`, the one string for the shell. */
  readonly args: readonly string[]
  readonly name: string
  readonly cwd?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly shell: boolean | string
  readonly user?: string | undefined
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  /** The supplementary groups of `user`. */
  readonly groups?: readonly number[] | undefined
  readonly stdin: 'ignore' | 'pipe'
  readonly oneShot?: boolean | undefined
  readonly startTimeout: number
  readonly stopTimeout: number
  readonly stopSignal: NodeJS.Signals
  readonly killSignal: NodeJS.Signals
  readonly stopTarget: 'group' | 'leader'
  /** `undefined` if it is not set. */
  readonly expectedExitCode?: readonly ExpectedExit[] | undefined
  readonly leaveRunning: readonly string[]
  readonly waitOn: readonly string[]
  readonly healthcheck?: readonly string[] | undefined
  /** Of a resource: what removes, fills and lists it. */
  readonly destroy?: readonly string[] | undefined
  readonly fill?: readonly string[] | undefined
  readonly list?: readonly string[] | undefined
  /** Of a resource: the keys of the processes that it is made of. */
  readonly uses?: Uses | undefined
  /** Of a container: what the engine is told. */
  readonly container?: ParsedContainer | undefined
  readonly prepare?: ParsedPreparation | undefined
  readonly reset?: readonly string[] | undefined
  readonly logLimit: number
  readonly logFile?: string | undefined
  readonly ports: readonly string[]
  /** Why it cannot be started. */
  readonly unavailable?: string | undefined
  /** Files whose changes make the next start another one. */
  readonly restartOn?: readonly string[] | undefined
  readonly banner?: string | RegExp | undefined
  readonly stream?: OutputStream | 'both' | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly url?: string | undefined
  readonly method?: string | undefined
  readonly status?: number | readonly number[] | string | RegExp | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
  readonly insecure?: boolean | undefined
  readonly filename?: string | undefined
  readonly socketPath?: string | undefined
}

/** A checked declaration. */
export type ParsedDeclaration = ParsedOptions &
  Pick<ScopeOptions, 'scope' | 'onCrash' | 'spares'> & {
    /** How long it keeps running when no run uses it. Milliseconds. */
    readonly keep?: number | undefined
  }
