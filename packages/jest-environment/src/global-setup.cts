/** Jest calls it once before the tests, for all projects. */
export default async function globalSetup(): Promise<void> {
  const { setUpRun } = await import('./root.js')
  setUpRun()
}
