type Cleanup = () => unknown

const cleanups: Cleanup[] = []

/** Runs something when the test has ended, before its leaks are looked for (Vitest's onTestFinished comes after it). */
export function afterTest(cleanup: Cleanup): void {
  cleanups.push(cleanup)
}

/** Runs what was registered, latest first. */
export async function cleanUp(): Promise<void> {
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop())
    await cleanup()
}
