import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterTest } from './cleanup.js'

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))

/** The command that runs a fixture program: a module for Node, or a script for the shell, which starts faster. */
export function fixture(name: string, ...args: readonly (string | number)[]): string[] {
  const script = join(fixtures, `${name}.sh`)
  const isShell = existsSync(script)
  const program = isShell ? ['sh', script] : [process.execPath, join(fixtures, `${name}.mjs`)]
  return [...program, ...args.map(String)]
}

/** A folder for one test that anybody may write to, removed after it. */
export async function makeSharedFolder(): Promise<string> {
  const folder = await makeFolder()
  await chmod(folder, 0o1777)
  return folder
}

/** A folder for one test, removed after it. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mirakuru-test-'))
  // Whoever is just being stopped may have something to write down meanwhile.
  afterTest(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
