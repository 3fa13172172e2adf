/** All files that may be in the folder through which clients of a run connect to its supervisor. */
export const runFiles = ['socket', 'log', 'project', 'pid', 'first-process', 'token'] as const
