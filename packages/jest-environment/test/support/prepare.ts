import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the projects are, with everything installed that they use. */
    installation: string
    /** The programs of Node by their major version. */
    nodes: Readonly<Record<string, string>>
  }
}

const packageRoot = fileURLToPath(new URL('../..', import.meta.url))
const ownModules = join(packageRoot, 'node_modules')
const node24 = join(
  packageRoot,
  `../../e2e/node24/node_modules/node-linux-${process.arch}/bin/node`,
)
const installed = [
  '@jest/globals',
  '@mirakuru/core',
  '@swc/core',
  '@swc/jest',
  'jest',
  'jest-config',
  'jest-environment-jsdom',
  'jest-environment-node',
  'ts-jest',
  'typescript',
]

/** Builds the packages, and sets the projects up as those of users are. */
export default function prepare(project: TestProject): () => Promise<void> {
  build()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'jest-environment-')))
  install(folder)
  project.provide('installation', folder)
  const own = process.versions.node.split('.')[0] ?? ''
  project.provide('nodes', {
    [own]: process.execPath,
    ...(existsSync(node24) ? { 24: node24 } : {}),
  })
  return () => rm(folder, { recursive: true, maxRetries: 20 })
}

function build(): void {
  for (const cwd of [join(packageRoot, '../core'), packageRoot]) {
    const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], {
      cwd,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`The package does not build:\n${stdout}`)
  }
}

/** The package is copied: what lies in node_modules is not transformed by Jest, and knows its own dependencies only. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules')
  const own = join(modules, '@mirakuru/jest-environment')
  mkdirSync(own, { recursive: true })
  for (const name of ['dist', 'package.json'])
    cpSync(join(packageRoot, name), join(own, name), { recursive: true })
  for (const name of installed) {
    const link = join(modules, name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(realpathSync(join(ownModules, name)), link)
  }
  mkdirSync(join(modules, '@types'))
  symlinkSync(join(packageRoot, '../../node_modules/@types/node'), join(modules, '@types/node'))
  for (const name of ['projects', 'programs'])
    cpSync(join(packageRoot, 'test', name), join(folder, name), { recursive: true })
}
