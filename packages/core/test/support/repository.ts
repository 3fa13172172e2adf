import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where all packages are. */
export const repository = fileURLToPath(new URL('../../../..', import.meta.url))

/** What is installed for Node 24 alone. */
export const modules24 = join(repository, 'e2e/node24/node_modules')

/** A Node 24, where one is installed. */
export function findNode24(): string | undefined {
  const program = join(modules24, `node-linux-${process.arch}`, 'bin/node')
  return existsSync(program) ? program : undefined
}
