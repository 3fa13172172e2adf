/** Everything that is ever in the folder where the clients of a run meet its supervisor. */
export const runFiles = ['socket', 'log', 'project', 'pid', 'first-process', 'token'] as const
