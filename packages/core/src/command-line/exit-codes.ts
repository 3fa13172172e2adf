/** The exit codes of commands; docs/command-line.md has the list for users. */
export const exitCodes = {
  ok: 0,
  /** A failure, or a problem was found. */
  failed: 1,
  /** The command line, or a file that it names, is invalid. */
  usage: 2,
  /** As those of a shell when a program cannot be executed, and when it is not found: POSIX XCU 2.8.2. */
  notExecutable: 126,
  notFound: 127,
  /** Added to the number of the signal that ended a program, as by a shell. */
  signalled: 128,
} as const
