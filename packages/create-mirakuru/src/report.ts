import { relative } from 'node:path'
import { log } from '@clack/prompts'
import { describeAdd } from './add-packages.js'
import type { PackageManager } from './package-manager.js'
import type { Plan } from './plan.js'
import type { Project } from './project.js'
import { findService, type ServiceName } from './services.js'
import type { Written } from './write-files.js'

const page = 'https://github.com/mirakuru-ts/mirakuru/blob/main/docs/getting-started.md'

/** Says which files there are now, and why not others. */
export function reportFiles({ configuration }: Plan, { written, kept }: Written): void {
  if (written.length > 0) log.success(`Wrote ${written.join(', ')}`)
  if (kept.length > 0) log.warn(`Left as it was: ${kept.join(', ')}`)
  if (configuration === undefined) return
  log.info(
    `The test declares its servers itself, because there is a ${configuration}.\n` +
      `For servers of the whole run add a block to that: ${page}`,
  )
}

/** Says which servers no npm package brings. */
export function reportServers(services: readonly ServiceName[]): void {
  const others = services.filter((name) => name !== 'api' && !findService(name).packages)
  if (others.length === 0) return
  log.info(
    `${others.join(', ')}: of this machine, or from an image if docker or podman is installed.\n` +
      'If there is neither, the test says how to install it.',
  )
}

/** The commands that add the packages that are missing, and run the test. */
export function describeNext(
  project: Project,
  plan: Plan,
  manager: PackageManager,
  missing: readonly string[],
): string {
  const folder = relative('', project.folder)
  const { command, isOfPackage } = plan
  return [
    ...(folder === '' ? [] : [`cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}`]),
    ...(missing.length === 0 ? [] : [describeAdd(manager, missing)]),
    project.isNew ? manager.test : `${isOfPackage ? `${manager.execute} ` : ''}${command}`,
  ].join(' && ')
}
