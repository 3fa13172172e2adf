import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from './repository.js'

/** What is installed, and where. */
export interface Installation {
  /** Where the projects will be. */
  readonly folder: string
  /** The name of the package's folder. */
  readonly name: string
  /** What its projects use: the name of a package, and the `node_modules` where it is. */
  readonly uses: Readonly<Record<string, string>>
}

/**
 * Sets the test projects of a package up as those of users are. The package is copied: where it really lies, it would
 * find the runner that it is developed with, and Jest would transform it.
 */
export function install({ folder, name, uses }: Installation): void {
  const source = join(repository, 'packages', name)
  const modules = join(folder, 'node_modules')
  for (const part of ['dist', 'package.json'])
    cpSync(join(source, part), join(modules, '@mirakuru', name, part), { recursive: true })
  for (const [used, where] of Object.entries(uses)) {
    const link = join(modules, used)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(realpathSync(join(where, used)), link)
  }
  cpSync(join(source, 'test/projects'), join(folder, 'projects'), { recursive: true })
  const programs = join(repository, 'packages/core/test/programs')
  cpSync(programs, join(folder, 'programs'), { recursive: true })
}
