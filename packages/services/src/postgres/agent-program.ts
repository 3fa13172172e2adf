import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A program of this package as a command: this module may be bundled, the programs are always in the same files. */
export function findAgent(name: 'postgres' | 'postgres-cluster'): readonly string[] {
  const folder = findPackage(dirname(fileURLToPath(import.meta.url)))
  return [process.execPath, join(folder, 'dist/light/agents', `${name}.js`)]
}

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder))
}
