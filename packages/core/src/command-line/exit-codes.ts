/** How a command ends; docs/command-line.md has the list for users. */
export const exitCodes = {
  ok: 0,
  /** What was wanted could not be done, or something was found that is wrong. */
  failed: 1,
  /** The command line, or a file that it names, cannot be understood. */
  usage: 2,
  /** What a shell answers when a program cannot be executed, and when there is none: POSIX XCU 2.8.2. */
  notExecutable: 126,
  notFound: 127,
  /** And what it adds to the number of the signal that ended a program. */
  signalled: 128,
} as const
