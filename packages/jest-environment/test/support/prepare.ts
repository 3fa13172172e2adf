import { mkdtempSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildPackages } from '../../../core/test/support/build.js'
import { install } from '../../../core/test/support/installation.js'
import { findNode24, repository } from '../../../core/test/support/repository.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the projects are, with everything installed that they use. */
    installation: string
    /** The programs of Node by their major version. */
    nodes: Readonly<Record<string, string>>
  }
}

const name = 'jest-environment'
const used = [
  '@jest/globals',
  '@mirakuru/core',
  '@swc/core',
  '@swc/jest',
  'jest',
  'jest-environment-jsdom',
  'jest-environment-node',
  'ts-jest',
  'typescript',
]

/** Builds the packages, and sets the projects up as those of users are. */
export default function prepare(project: TestProject): () => Promise<void> {
  buildPackages('core', name)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)))
  const ownModules = join(repository, 'packages', name, 'node_modules')
  const uses = Object.fromEntries(used.map((each) => [each, ownModules]))
  const types = { '@types/node': join(repository, 'node_modules') }
  install({ folder, name, uses: { ...uses, ...types } })
  project.provide('installation', folder)
  const own = process.versions.node.split('.')[0] ?? ''
  const node24 = findNode24()
  project.provide('nodes', {
    [own]: process.execPath,
    ...(node24 === undefined ? {} : { 24: node24 }),
  })
  return () => rm(folder, { recursive: true, maxRetries: 20 })
}
