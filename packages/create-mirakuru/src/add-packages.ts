import { spawnSync } from 'node:child_process'
import { log } from '@clack/prompts'
import type { PackageManager } from './package-manager.js'

/** Adds packages to the project in a folder, with the output of the package manager; says whether it has. */
export function addPackages(
  { name, add }: PackageManager,
  packages: readonly string[],
  folder: string,
): boolean {
  if (packages.length === 0) return true
  const args = [...add, ...packages]
  log.step(`${name} ${args.join(' ')}`)
  const { status, error } = spawnSync(name, args, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32', // package managers are scripts there
  })
  if (status === 0) return true
  log.error(`The packages were not added: ${error?.message ?? `${name} failed`}`)
  return false
}
