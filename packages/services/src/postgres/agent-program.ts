import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The agent as a command: this module may be bundled, the agent is always in the same file. */
export const agentCommand: readonly string[] = [
  process.execPath,
  join(findPackage(dirname(fileURLToPath(import.meta.url))), 'dist/light/agents/postgres.js'),
]

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder))
}
