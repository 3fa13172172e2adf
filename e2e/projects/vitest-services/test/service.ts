import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'

// Debian has the programs of PostgreSQL by version.
const postgresql = '/usr/lib/postgresql'
const versions = existsSync(postgresql) ? readdirSync(postgresql) : []
const folders = [
  ...(process.env['PATH'] ?? '').split(':'),
  '/usr/sbin',
  '/usr/local/sbin',
  ...versions.map((version) => join(postgresql, version, 'bin')),
]

/**
 * Finds the program of a service, or skips the tests that follow in this file and says how to install it. With
 * MIRAKURU_E2E_REQUIRE_SERVICES a missing one is a failure.
 */
export function findService(program: string, debianPackage: string): string | undefined {
  const path = folders.map((folder) => join(folder, program)).find(isExecutable)
  if (path !== undefined) return path
  const hint = `${program} is not installed (apt-get install ${debianPackage})`
  if (process.env['MIRAKURU_E2E_REQUIRE_SERVICES']) throw new Error(hint)
  console.log(`skipped: ${hint}`)
  test.skip(hint)
  return undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
