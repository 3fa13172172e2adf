import type { Scope } from './scope.js'

/** A command line, split by the rules of the POSIX shell, or the program and its arguments. */
export type Command = string | readonly string[]

/** A regular expression in a form that survives JSON. */
export interface PatternSource {
  /** The source of the expression, as between the slashes of a literal. */
  readonly $regexp: string
  /** Its flags, for example `i`. */
  readonly flags?: string
}

/** A pattern: the source of a regular expression, a RegExp, or the form that survives JSON. */
export type Pattern = string | RegExp | PatternSource

/** An exit code, or the name of the signal that ends a process. */
export type ExpectedExit = number | NodeJS.Signals

/**
 * Options of every executor. All strings except `name`, `user` and `ports` may contain placeholders. Durations are in
 * milliseconds.
 */
export interface SimpleOptions {
  /** The name in messages. Default: the file name of the program or script. */
  readonly name?: string | undefined
  /** Working directory. Default: that of this process. */
  readonly cwd?: string | undefined
  /** Environment variables, merged over those of this process; `undefined` (in JSON `null`) removes a variable. */
  readonly env?: Readonly<Record<string, string | null | undefined>> | undefined
  /** Runs the command string with a shell: `true` for the system's default, or the path of one. Default `false`. */
  readonly shell?: boolean | string | undefined
  /**
   * Name of the user to run as, with its groups, and with its HOME, USER and LOGNAME unless `env` sets them; `{tmp}`
   * belongs to this user. Only root may run a process as another user. Cannot contain placeholders.
   */
  readonly user?: string | undefined
  /** Numeric id of the user to run as; requires the privilege to change users. */
  readonly uid?: number | undefined
  /** Numeric id of the group to run as; requires the privilege to change users. */
  readonly gid?: number | undefined
  /** `'pipe'` gives the executor a writable `stdin`. Default `'ignore'`. */
  readonly stdin?: 'ignore' | 'pipe' | undefined
  /** Time limit for all steps of a start together. Default 60 000 ms. */
  readonly startTimeout?: number | undefined
  /** Time between the stop signal and the kill signal. Default 10 000 ms. */
  readonly stopTimeout?: number | undefined
  /** The signal that stops the process. Default `'SIGTERM'`. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /**
   * The receiver of the stop signal: the whole process group, or only its leader, for programs that end their children
   * themselves. Default `'group'`.
   */
  readonly stopTarget?: 'group' | 'leader' | undefined
  /** The signal that kills the process. Default `'SIGKILL'`. */
  readonly killSignal?: NodeJS.Signals | undefined
  /**
   * Exit codes and signal names that are expected when it is stopped, besides exit code 0 and an exit by the stop
   * signal. Any other exit fails the stop.
   */
  readonly expectedExitCode?: ExpectedExit | readonly ExpectedExit[] | undefined
  /**
   * Names of programs, as `ps -o comm` shows them, that keep running once they have left the session of the process:
   * daemons that other programs share, such as `epmd` or `ssh-agent`. Linux only. Default `[]`.
   *
   * @example
   * ```ts
   * tcpExecutor('start-broker --port {port}', { leaveRunning: ['epmd'] })
   * ```
   */
  readonly leaveRunning?: string | readonly string[] | undefined
  /**
   * Further resources that must be available, in the syntax of the npm package wait-on. Relative paths of `file:` and
   * `socket:` are resolved against `cwd`.
   */
  readonly waitOn?: string | readonly string[] | undefined
  /** A command that must exit with code 0 before the process counts as ready. */
  readonly healthcheck?: Command | undefined
  /** Bytes of output buffered per stream. Default 1 MiB. */
  readonly logLimit?: number | undefined
  /** A file that receives all output as it arrives. A relative path is resolved against `cwd`. */
  readonly logFile?: string | undefined
  /** Names of further ports to allocate: `['metrics']` defines `{ports.metrics}`. */
  readonly ports?: readonly string[] | undefined
  /**
   * The URL of what it serves, as clients take it. It is not requested.
   *
   * @example
   * ```ts
   * tcpExecutor('redis-server --port {port} --dir {tmp}', { url: 'redis://{host}:{port}' })
   * ```
   */
  readonly url?: string | undefined
  /**
   * Why it cannot be started here: every start fails with this text. For functions that create declarations, and found
   * no program; without placeholders.
   */
  readonly unavailable?: string | undefined
}

/** Options of a {@link SimpleExecutor}. */
export interface SimpleExecutorOptions extends SimpleOptions {
  /**
   * For a process that does its work and exits, for example database migrations: it is ready when it has exited with
   * code 0, which is not a crash then. `startTimeout` limits its duration. Default `false`.
   */
  readonly oneShot?: boolean | undefined
}

/** Options of an {@link OutputExecutor}. */
export interface OutputOptions extends SimpleOptions {
  /**
   * A pattern that the output must match, after colours and other control sequences are removed. A group named `port`
   * sets the port, other named groups become `captures`.
   */
  readonly banner: Pattern
  /** The stream to match. Default `'both'`. */
  readonly stream?: 'stdout' | 'stderr' | 'both' | undefined
}

/** Options of a {@link TcpExecutor}. */
export interface TcpOptions extends SimpleOptions {
  /** The host to connect to. Default `'127.0.0.1'`; `'localhost'` means 127.0.0.1 and ::1. */
  readonly host?: string | undefined
  /** The port to connect to. Default: a free port is allocated. */
  readonly port?: number | undefined
  /** The URL of what it serves, as clients take it. It is not requested. Default `'tcp://{host}:{port}'`. */
  readonly url?: string | undefined
}

/** Options of an {@link HttpExecutor}. */
export interface HttpOptions extends TcpOptions {
  /** The URL to request. Default `'http://{host}:{port}/'`. */
  readonly url?: string | undefined
  /** The method of the request. Default `'HEAD'`, followed by `GET` if the server responds with 405 or 501. */
  readonly method?: string | undefined
  /**
   * The status that counts as ready: a number, a list, or a pattern. A pattern given as a string must match the whole
   * number. Default: any 2xx.
   */
  readonly status?: number | readonly number[] | Pattern | undefined
  /** Headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The body of the request. */
  readonly body?: string | undefined
  /** Accepts any TLS certificate. Default: `true` for loopback hosts only. */
  readonly insecure?: boolean | undefined
}

/** Options of a {@link PidExecutor}. */
export interface PidOptions extends SimpleOptions {
  /** The path of the file whose existence means ready. */
  readonly filename: string
}

/** Options of a {@link UnixSocketExecutor}. */
export interface UnixSocketOptions extends SimpleOptions {
  /** The path of the socket that must accept a connection. */
  readonly socketPath: string
}

/** A command that fills a folder, of which every instance gets a copy. */
export interface Preparation {
  /** Runs once, with `{tmp}` as the folder to fill; the only other placeholder allowed is `{name}`. */
  readonly command: Command
  /** Files and folders that make the command run again when they change, relative to where the declaration is used. */
  readonly inputs?: readonly string[] | undefined
}

/** Options of a declaration of any scope, besides those of its executor. */
export interface SharedOptions {
  /** What shares the process: one test, one file, one pool slot for the whole run, or the whole run. */
  readonly scope?: Scope | undefined
  /** What happens when the process ends unexpectedly while it is in use. Default `'fail'`. */
  readonly onCrash?: 'fail' | 'restart' | 'ignore' | undefined
  /**
   * A command that fills `{tmp}` once for all runs: `initdb -D {tmp}`. Every instance starts with its own copy. Of a
   * container, it runs once for a run in a container of the image, and every instance starts from what it has written
   * there. List the files that it reads in `inputs`, so that it runs again when they change.
   */
  readonly prepare?: Command | Preparation | undefined
  /** A command that runs between two tests that share the process. */
  readonly reset?: Command | undefined
}

/** Options that only some scopes have. */
export interface DependentOptions {
  /** The number of further instances that are started in advance; for scope `test` and `file`. Default 0. */
  readonly spares?: number | undefined
  /**
   * Glob patterns of files: in watch mode, when one of them has changed, the process and those that refer to it are
   * restarted before the next run. For scope `run`.
   */
  readonly restartOn?: string | readonly string[] | undefined
  /**
   * Keeps the process running for the next run in the same folder, until no run has used it for this long.
   * Milliseconds; `true` is 10 minutes. For scope `run`; ignored if the environment variable `CI` is set.
   */
  readonly keep?: boolean | number | undefined
}

/**
 * Options of a declaration besides those of its executor: `spares` for scope `test` and `file`, `keep` and `restartOn`
 * for `run`.
 *
 * @typeParam Default - the scope if none is given
 */
export type ScopeOptions<Default extends Scope = Scope> = SharedOptions &
  (
    | (ChosenScope<'test' | 'file', Default> & OptionsWith<'spares'>)
    | (ChosenScope<'worker', Default> & OptionsWith<never>)
    | (ChosenScope<'run', Default> & OptionsWith<'restartOn' | 'keep'>)
  )

/** The scope, optional where it is the default. */
type ChosenScope<Choice extends Scope, Default extends Scope> = [Choice & Default] extends [never]
  ? { readonly scope: Choice }
  : { readonly scope?: Choice | undefined }

type OptionsWith<Name extends keyof DependentOptions> = Pick<DependentOptions, Name> & {
  readonly [Other in Exclude<keyof DependentOptions, Name>]?: undefined
}
