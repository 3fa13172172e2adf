import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command of one of our agents: this module may be bundled, agents are always in the same folder. */
export function findAgent(name: string): readonly string[] {
  const own = findPackage(dirname(fileURLToPath(import.meta.url)))
  return [process.execPath, join(own, 'dist', 'light', 'agents', `${name}.js`)]
}

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder))
}
