import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

/** A major version of Vitest, set up as a user's project would be. */
export interface Installation {
  readonly folder: string
  /** The Node that this version runs on. */
  readonly node: string
}

declare module 'vitest' {
  interface ProvidedContext {
    installations: Readonly<Record<string, Installation>>
  }
}

const packageRoot = fileURLToPath(new URL('../..', import.meta.url))
const ownModules = join(packageRoot, 'node_modules')
/** Vitest 5 does not run on every Node that Vitest 4 runs on. */
const modules24 = join(packageRoot, '../../e2e/node24/node_modules')
const node24 = join(modules24, `node-linux-${process.arch}`, 'bin/node')

/** Builds the packages, and makes a project for each version of Vitest that can run here. */
export default function prepare(project: TestProject): () => Promise<void> {
  build()
  const root = mkdtempSync(join(tmpdir(), 'vitest-plugin-'))
  const installations: Record<string, Installation> = {
    '4.1': { folder: install(join(root, '4'), ownModules), node: process.execPath },
  }
  if (existsSync(node24))
    installations['5.1'] = { folder: install(join(root, '5'), modules24), node: node24 }
  project.provide('installations', installations)
  return () => rm(root, { recursive: true, maxRetries: 20 })
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

/** The plugin is copied: where it really lies, it would find the Vitest that it is developed with. */
function install(folder: string, source: string): string {
  const modules = join(folder, 'node_modules')
  const plugin = join(modules, '@mirakuru/vitest-plugin')
  mkdirSync(plugin, { recursive: true })
  for (const name of ['dist', 'package.json']) {
    cpSync(join(packageRoot, name), join(plugin, name), { recursive: true })
  }
  symlinkSync(realpathSync(join(ownModules, '@mirakuru/core')), join(modules, '@mirakuru/core'))
  symlinkSync(realpathSync(join(source, 'vitest')), join(modules, 'vitest'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  for (const name of ['projects', 'programs']) {
    cpSync(join(packageRoot, 'test', name), join(folder, name), { recursive: true })
  }
  return folder
}
