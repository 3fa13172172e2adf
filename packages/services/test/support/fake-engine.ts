import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

/** An engine without a daemon, which writes down what it is asked. */
export interface FakeEngine {
  /** The path of its command, `docker`. */
  readonly command: string
  readonly folder: string
  /** The arguments of the container that it was to start. */
  readonly asked: () => string[]
}

/** Makes the only engine of a test. */
export function makeEngine(): FakeEngine {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const command = join(folder, 'docker')
  const script = `#!/bin/sh
[ "$1" = rm ] && exit
printf '%s\\0' "$@" >${folder}/asked
echo 'docker: Cannot connect to the Docker daemon at unix:///none. Is the docker daemon running?' >&2
exit 125
`
  writeFileSync(command, script)
  chmodSync(command, 0o755)
  vi.stubEnv('MIRAKURU_CONTAINER_ENGINE', command)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const asked = (): string[] => readFileSync(join(folder, 'asked'), 'utf8').split('\0').slice(0, -1)
  return { command, folder, asked }
}
