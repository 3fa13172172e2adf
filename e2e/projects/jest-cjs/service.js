const { accessSync, constants, readdirSync } = require('node:fs')
const { join } = require('node:path')

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', ...listVersions()]

/** Debian has a folder for every version of PostgreSQL. */
function listVersions() {
  const root = '/usr/lib/postgresql'
  try {
    return readdirSync(root).map((version) => join(root, version, 'bin'))
  } catch {
    return []
  }
}

/**
 * Finds the program of a service; where there is none its tests are skipped, but with MIRAKURU_E2E_REQUIRE_SERVICES a
 * missing one is a failure.
 *
 * @param {string} program
 * @param {string} debianPackage
 */
exports.findService = (program, debianPackage) => {
  const path = folders.map((folder) => join(folder, program)).find(isExecutable)
  if (path !== undefined) return path
  const hint = `${program} is not installed (apt-get install ${debianPackage})`
  if (process.env.MIRAKURU_E2E_REQUIRE_SERVICES) throw new Error(hint)
  console.log(`skipped: ${hint}`)
  return undefined
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
