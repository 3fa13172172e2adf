/** How a command of an executor, or a request to its agent, has ended. */
export interface Deed {
  /** The command or the request, for messages. */
  readonly command: string
  /** What has failed, in words; `undefined` if nothing has. */
  readonly failure: string | undefined
  /** `undefined` if nothing was run here. */
  readonly output: string | undefined
  /** What the agent has answered. */
  readonly values: Readonly<Record<string, string>>
}
