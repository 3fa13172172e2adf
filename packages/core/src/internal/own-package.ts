import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
const manifest = '@mirakuru/core/package.json'

/** The folder of this package: the code of this file may be part of a bundle, whose location says nothing. */
export function findOwnPackage(): string {
  return dirname(require.resolve(manifest))
}

/** The version of this package. */
export function readOwnVersion(): string {
  return (require(manifest) as { version: string }).version
}
