import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterTest } from './cleanup.js'

/** The command that runs a fixture program. */
export function fixture(name: string, ...args: readonly (string | number)[]): string[] {
  return [process.execPath, fixturePath(name), ...args.map(String)]
}

/** Where a fixture program is. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}.mjs`, import.meta.url))
}

/** A folder for one test, removed after it. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mirakuru-test-'))
  afterTest(() => rm(folder, { recursive: true, force: true }))
  return folder
}
