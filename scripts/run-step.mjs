import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The top folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a command with the terminal's streams; says whether it succeeded. */
export function runStep(command, args, options = {}) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...options.env }
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env,
  })
  if (error !== undefined) console.error(`${command}: ${error.message}`)
  return status === 0
}

/** Builds the packages, and prints something only where that fails; says whether it succeeded. */
export function buildPackages() {
  const quietly = ['--output-logs=errors-only', '--log-prefix=none', '--no-update-notifier']
  return runStep('turbo', ['run', 'build', ...quietly], { stdio: ['ignore', 'ignore', 'inherit'] })
}
