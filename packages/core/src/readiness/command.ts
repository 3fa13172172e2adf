import { notReady, ready, type Attempt } from './attempt.js'

/** How a check command ended, and its output. */
export interface CheckResult {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
}

/** One run of a command that must exit with 0. */
export async function attemptCommand(
  run: (signal: AbortSignal) => Promise<CheckResult>,
  signal: AbortSignal,
): Promise<Attempt> {
  const { code, signal: killedBy, output } = await run(signal)
  if (code === 0) return ready
  const how = code === null ? `was killed by ${killedBy}` : `exited with code ${code}`
  const lastLine = output.trimEnd().split('\n').at(-1)
  return notReady(`healthcheck ${how}${lastLine ? `: ${lastLine}` : ''}`)
}
