import type { Scope } from './scope.js'

/** A command line, split by the rules of the POSIX shell, or the program and its arguments. */
export type Command = string | readonly string[]

/** A regular expression in a form that JSON keeps. */
export interface PatternSource {
  /** The source of the expression, as between the slashes of a literal. */
  readonly $regexp: string
  /** Its flags, for example `i`. */
  readonly flags?: string
}

/** A pattern: the source of a regular expression, a RegExp, or the form that survives JSON. */
export type Pattern = string | RegExp | PatternSource

/** An exit code, or the signal that ends a process. */
export type ExpectedExit = number | NodeJS.Signals

/** Options of every executor. All strings but `name`, `user` and `ports` may contain placeholders. Durations are milliseconds. */
export interface SimpleOptions {
  /** How messages call it. Default: the program's or script's file name. */
  readonly name?: string | undefined
  /** Working directory. Default: that of this process. */
  readonly cwd?: string | undefined
  /** Merged over the environment of this process; `undefined` (in JSON `null`) removes a variable. */
  readonly env?: Readonly<Record<string, string | null | undefined>> | undefined
  /** Run the command string with a shell: `true` for the system's, or the path of one. Default `false`. */
  readonly shell?: boolean | string | undefined
  /**
   * Name of the user to run as, with its groups, and its HOME, USER and LOGNAME unless `env` has them; `{tmp}` belongs to
   * it. Only root may run something as another user. Contains no placeholders.
   */
  readonly user?: string | undefined
  /** User to run as; needs the right to change users. */
  readonly uid?: number | undefined
  /** Group to run as; needs the right to change users. */
  readonly gid?: number | undefined
  /** `'pipe'` gives the executor a writable `stdin`. Default `'ignore'`. */
  readonly stdin?: 'ignore' | 'pipe' | undefined
  /** Time for all steps of a start together. Default 60 000 ms. */
  readonly startTimeout?: number | undefined
  /** Time to obey the stop signal before the kill signal follows. Default 10 000 ms. */
  readonly stopTimeout?: number | undefined
  /** Default `'SIGTERM'`. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /**
   * Who gets the stop signal: the whole process group, or its leader alone, for programs that end their children
   * themselves. Default `'group'`.
   */
  readonly stopTarget?: 'group' | 'leader' | undefined
  /** Default `'SIGKILL'`. */
  readonly killSignal?: NodeJS.Signals | undefined
  /**
   * How it may end when it is stopped, beside exit code 0 and what the stop signal explains: exit codes and names of
   * signals. Every other end fails the stop.
   */
  readonly expectedExitCode?: ExpectedExit | readonly ExpectedExit[] | undefined
  /**
   * Names of programs, as `ps -o comm` shows them, that are left running once they have left the session of the process:
   * daemons that others use as well, such as `epmd` or `ssh-agent`. Linux only. Default `[]`.
   *
   * @example
   * ```ts
   * tcpExecutor('start-broker --port {port}', { leaveRunning: ['epmd'] })
   * ```
   */
  readonly leaveRunning?: string | readonly string[] | undefined
  /** Resources that must be available too, in the syntax of the npm package wait-on. Relative paths of `file:` and `socket:` begin in `cwd`. */
  readonly waitOn?: string | readonly string[] | undefined
  /** A command that must exit with 0 before the process counts as ready. */
  readonly healthcheck?: Command | undefined
  /** Bytes of output kept per stream. Default 1 MiB. */
  readonly logLimit?: number | undefined
  /** A file that gets all output as it arrives. A relative path begins in `cwd`. */
  readonly logFile?: string | undefined
  /** Names of further ports to allocate: `['metrics']` is used as `{ports.metrics}`. */
  readonly ports?: readonly string[] | undefined
}

/** Options of a {@link SimpleExecutor}. */
export interface SimpleExecutorOptions extends SimpleOptions {
  /**
   * A step that does its work and ends, migrations between a database and what uses it for example: ready when it has
   * exited with code 0, which is no crash then. `startTimeout` is the time it may take. Default `false`.
   */
  readonly oneShot?: boolean | undefined
}

/** Options of an {@link OutputExecutor}. */
export interface OutputOptions extends SimpleOptions {
  /**
   * What the output must match, as a reader sees it: colours and other control sequences are taken out before. A group
   * named `port` becomes the port, other named groups become `captures`.
   */
  readonly banner: Pattern
  /** The stream to match. Default `'both'`. */
  readonly stream?: 'stdout' | 'stderr' | 'both' | undefined
}

/** Options of a {@link TcpExecutor}. */
export interface TcpOptions extends SimpleOptions {
  /** Default `'127.0.0.1'`; `'localhost'` means 127.0.0.1 and ::1. */
  readonly host?: string | undefined
  /** Omitted: a free one is allocated. */
  readonly port?: number | undefined
}

/** Options of an {@link HttpExecutor}. */
export interface HttpOptions extends TcpOptions {
  /** What is requested. Default `'http://{host}:{port}/'`. */
  readonly url?: string | undefined
  /** Default `'HEAD'`, followed by `GET` where the server answers 405 or 501 to it. */
  readonly method?: string | undefined
  /**
   * The status that counts as ready: one, several, or a pattern. A pattern written as text must match the whole number.
   * Default any 2xx.
   */
  readonly status?: number | readonly number[] | Pattern | undefined
  /** Headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The body of the request. */
  readonly body?: string | undefined
  /** Accept any certificate. Default: `true` for loopback hosts only. */
  readonly insecure?: boolean | undefined
}

/** Options of a {@link PidExecutor}. */
export interface PidOptions extends SimpleOptions {
  /** The file whose appearance means ready. */
  readonly filename: string
}

/** Options of a {@link UnixSocketExecutor}. */
export interface UnixSocketOptions extends SimpleOptions {
  /** Path of the socket that must accept a connection. */
  readonly socketPath: string
}

/** What fills a folder that instances start from. */
export interface Preparation {
  /** Run once, with `{tmp}` as the folder to fill; it may name no other placeholder but `{name}`. */
  readonly command: Command
  /** Files and folders, relative to where the declaration is used, whose change makes it run anew. */
  readonly inputs?: readonly string[] | undefined
}

/** Options that a declaration of any scope has beside those of its executor. */
export interface SharedOptions {
  /** Who shares the process: one test, one file, one pool slot for the whole run, or everybody in the run. */
  readonly scope?: Scope | undefined
  /** What happens when the process ends unexpectedly while something uses it. Default `'fail'`. */
  readonly onCrash?: 'fail' | 'restart' | 'ignore' | undefined
  /**
   * A command that fills `{tmp}` once and for all runs: `initdb -D {tmp}`. Every instance starts from its own copy. Name
   * the files it reads in `inputs`, for it to run again when they change.
   */
  readonly prepare?: Command | Preparation | undefined
  /** A command run between two tests that share the process. */
  readonly reset?: Command | undefined
}

/** Options that not every scope has. */
export interface DependentOptions {
  /** How many further instances are kept started ahead of need; for scope `test` and `file`. Default 0. */
  readonly spares?: number | undefined
  /**
   * Files, as glob patterns: in watch mode the process is restarted before the next run when one of them has changed, with
   * what refers to it. For scope `run`.
   */
  readonly restartOn?: string | readonly string[] | undefined
  /**
   * Leaves the process running for the next run in the same folder, until no run has used it for this long. Milliseconds;
   * `true` is 10 minutes. For scope `run`; where the variable `CI` is set it ends with the run all the same.
   */
  readonly keep?: boolean | number | undefined
}

/**
 * Options that a declaration has beside those of its executor: `spares` for scope `test` and `file`, `keep` and `restartOn`
 * for `run`.
 *
 * @typeParam Default - what the scope may be where none is given
 */
export type ScopeOptions<Default extends Scope = Scope> = SharedOptions &
  (
    | (ChosenScope<'test' | 'file', Default> & OptionsWith<'spares'>)
    | (ChosenScope<'worker', Default> & OptionsWith<never>)
    | (ChosenScope<'run', Default> & OptionsWith<'restartOn' | 'keep'>)
  )

/** The scope, which may be left out where it is the default. */
type ChosenScope<Choice extends Scope, Default extends Scope> = [Choice & Default] extends [never]
  ? { readonly scope: Choice }
  : { readonly scope?: Choice | undefined }

type OptionsWith<Name extends keyof DependentOptions> = Pick<DependentOptions, Name> & {
  readonly [Other in Exclude<keyof DependentOptions, Name>]?: undefined
}

/** The options of every kind of executor, by kind. */
export interface OptionsByKind {
  /** Ready as soon as it is started, or when it is done. */
  readonly simple: SimpleExecutorOptions
  /** Ready when its output matches. */
  readonly output: OutputOptions
  /** Ready when it accepts TCP connections. */
  readonly tcp: TcpOptions
  /** Ready when it answers an HTTP request. */
  readonly http: HttpOptions
  /** Ready when a file exists. */
  readonly pid: PidOptions
  /** Ready when a unix socket accepts connections. */
  readonly unixSocket: UnixSocketOptions
}

/** The kinds of executor that can be declared. */
export type ExecutorKind = keyof OptionsByKind
