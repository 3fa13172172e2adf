/** How a command is run in a container. */
export interface ExecOptions {
  /** Environment variables, besides those of the container. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** The user inside the container. Default: that of the container. */
  readonly user?: string | undefined
  /** The working directory inside the container. Default: that of the container. */
  readonly workdir?: string | undefined
}

/** How a command in a container ended, and its output. */
export interface ExecResult {
  /** Its exit code; 126 and 127 if it cannot be run or does not exist. */
  readonly code: number
  /** Its standard output. */
  readonly stdout: string
  /** Its standard error. */
  readonly stderr: string
}
