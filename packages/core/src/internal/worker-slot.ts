/** The pool slot of this worker, by whichever runner has started it: `'1'` where none says. */
export function findWorkerSlot(): string {
  const { env } = process
  return env['VITEST_POOL_ID'] ?? env['JEST_WORKER_ID'] ?? env['NODE_TEST_WORKER_ID'] ?? '1'
}
