/** The pool slot that a runner has given this worker; `undefined` in any other process. */
export function findWorkerSlot(): string | undefined {
  const { VITEST_POOL_ID, JEST_WORKER_ID, TEST_PARALLEL_INDEX, NODE_TEST_WORKER_ID } = process.env
  return VITEST_POOL_ID ?? JEST_WORKER_ID ?? TEST_PARALLEL_INDEX ?? NODE_TEST_WORKER_ID
}
