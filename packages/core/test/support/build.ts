import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { createRequire } from 'node:module'

const packageRoot = dirname(createRequire(import.meta.url).resolve('@mirakuru/core/package.json'))

/** Scripts that are run in a Node process of their own import the built package: build it, which is quick when it is. */
export default function build(): void {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: packageRoot,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The package does not build:\n${stdout}${stderr}`)
}
