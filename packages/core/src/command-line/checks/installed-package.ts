import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** An installed package. */
export interface InstalledPackage {
  readonly folder: string
  readonly version: string
  readonly engines?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The package that a name resolves to from a folder. */
export function findInstalled(folder: string, name: string): InstalledPackage | undefined {
  for (let each = folder; ; each = dirname(each)) {
    try {
      const found = realpathSync(join(each, 'node_modules', name))
      const content = readFileSync(join(found, 'package.json'), 'utf8')
      return { ...(JSON.parse(content) as InstalledPackage), folder: found }
    } catch {
      if (dirname(each) === each) return undefined
    }
  }
}
