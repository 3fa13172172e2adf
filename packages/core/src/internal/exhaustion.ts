/** Whether an operation failed because too many files are open, in this process or on the machine. */
export function isExhausted(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EMFILE' || code === 'ENFILE'
}

/** Describes the error, and what to do about it. */
export function describeExhaustion(errno: string): string {
  return `too many files are open (${errno}); raise the limit (ulimit -n) or start fewer processes at once`
}
