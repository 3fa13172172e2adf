import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildPackages } from '../../../core/test/support/build.js'
import { install } from '../../../core/test/support/installation.js'
import { findNode24, modules24, repository } from '../../../core/test/support/repository.js'

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

const name = 'vitest-plugin'
const ownModules = join(repository, 'packages', name, 'node_modules')

/** Builds the packages, and makes a project for each version of Vitest that can run here. */
export default function prepare(project: TestProject): () => Promise<void> {
  buildPackages('core', name)
  const root = mkdtempSync(join(tmpdir(), `${name}-`))
  const installations: Record<string, Installation> = {
    '4.1': { folder: setUp(join(root, '4'), ownModules), node: process.execPath },
  }
  // Vitest 5 does not run on every Node that Vitest 4 runs on.
  const node24 = findNode24()
  if (node24 !== undefined)
    installations['5.1'] = { folder: setUp(join(root, '5'), modules24), node: node24 }
  project.provide('installations', installations)
  return () => rm(root, { recursive: true, maxRetries: 20 })
}

function setUp(folder: string, modulesOfVitest: string): string {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  install({ folder, name, uses: { '@mirakuru/core': ownModules, vitest: modulesOfVitest } })
  return folder
}
