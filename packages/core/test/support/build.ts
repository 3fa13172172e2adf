import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { repository } from './repository.js'

/** Scripts that are run in a Node process of their own import the built package. */
export default function build(): void {
  buildPackages('core')
}

/** Builds packages, each after what it depends on, which is quick when they are. */
export function buildPackages(...names: readonly string[]): void {
  for (const name of names) {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
      cwd: join(repository, 'packages', name),
      encoding: 'utf8',
      shell: process.platform === 'win32', // npm is a script there
    })
    if (status !== 0) throw new Error(`The package ${name} does not build:\n${stdout}${stderr}`)
  }
}
