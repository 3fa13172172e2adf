import { mkdtempSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildPackages } from '../../../core/test/support/build.js'
import { install } from '../../../core/test/support/installation.js'
import { findNodes } from '../../../core/test/support/nodes.js'
import { repository } from '../../../core/test/support/repository.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the projects are, with everything installed that they use. */
    installation: string
    /** The programs of Node by their major version. */
    nodes: Readonly<Record<string, string>>
  }
}

const name = 'node-test'

/** Builds the packages, and sets the projects up as those of users are. */
export default function prepare(project: TestProject): () => Promise<void> {
  buildPackages('core', name)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)))
  const ownModules = join(repository, 'packages', name, 'node_modules')
  install({ folder, name, uses: { '@mirakuru/core': ownModules } })
  project.provide('installation', folder)
  project.provide('nodes', findNodes())
  return () => rm(folder, { recursive: true, maxRetries: 20 })
}
