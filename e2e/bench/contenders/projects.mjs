import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

const require = createRequire(import.meta.url)
const findPackage = (name) => dirname(require.resolve(`${name}/package.json`))

/** What differs between the runners. */
export const runners = {
  vitest: {
    adapter: '@mirakuru/vitest-plugin',
    extension: 'test.mjs',
    listArguments: () => [join(findPackage('vitest'), 'vitest.mjs'), 'run'],
  },
  jest: {
    adapter: '@mirakuru/jest-environment',
    extension: 'test.js',
    listArguments: () => [join(findPackage('jest'), 'bin/jest.js'), '--runInBand'],
  },
}

/**
 * A project in a folder of its own.
 *
 * @param files - text by name
 */
export function makeProject(folder, { adapter }, files) {
  // A copy, since runners take what is linked from outside node_modules for sources of the project.
  const copy = join(folder, 'node_modules', adapter)
  mkdirSync(copy, { recursive: true })
  const from = findPackage(adapter)
  for (const name of ['dist', 'package.json'])
    cpSync(join(from, name), join(copy, name), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** Runs a project; what it writes into the file RESULTS is returned line by line, with the time of the whole run. */
export async function runProject(
  folder,
  { listArguments },
  { mayFail = false, env = {}, node = process.execPath } = {},
) {
  const results = join(folder, 'results')
  writeFileSync(results, '')
  const startedAt = performance.now()
  const child = spawn(node, listArguments(), {
    cwd: folder,
    env: { ...process.env, ...env, RESULTS: results },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  const wall = performance.now() - startedAt
  if (code !== 0 && !mayFail) throw new Error(output + errors)
  return { wall, lines: readFileSync(results, 'utf8').trim().split('\n') }
}
