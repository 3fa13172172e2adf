import { spawnSync } from 'node:child_process'
import { log } from '@clack/prompts'
import type { PackageManager } from './package-manager.js'

/** The command that adds packages. */
export function describeAdd({ name, add }: PackageManager, packages: readonly string[]): string {
  return [name, ...add, ...packages].join(' ')
}

/** Adds packages to the project in a folder, with the output of the package manager; says whether it has. */
export function addPackages(
  manager: PackageManager,
  packages: readonly string[],
  folder: string,
): boolean {
  if (packages.length === 0) return true
  const { name, add } = manager
  log.step(describeAdd(manager, packages))
  const { status, error } = spawnSync(name, [...add, ...packages], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32', // package managers are scripts there
  })
  if (status === 0) return true
  log.error(`The packages were not added: ${error?.message ?? `${name} failed`}`)
  return false
}
