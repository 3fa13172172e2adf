import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const packageRoot = dirname(createRequire(import.meta.url).resolve('@mirakuru/core/package.json'))

/** Scripts that are run in a Node process of their own import the built package: build it, which is quick when it is. */
export default function build(): void {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(typescript, 'bin', 'tsc'), '-b', packageRoot],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`The package does not build:\n${stdout}${stderr}`)
}
