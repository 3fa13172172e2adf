import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildPackages } from '../../../core/test/support/build.js'
import { install } from '../../../core/test/support/installation.js'
import { repository } from '../../../core/test/support/repository.js'

declare module 'vitest' {
  interface ProvidedContext {
    installation: string
  }
}

const name = 'playwright'
const modules = join(repository, 'packages', name, 'node_modules')

/** Builds the packages, and makes a project as a user's would be. */
export default function prepare(project: TestProject): () => Promise<void> {
  buildPackages('core', name)
  const root = mkdtempSync(join(tmpdir(), `${name}-`))
  const folder = join(root, 'installed')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  install({ folder, name, uses: { '@mirakuru/core': modules, '@playwright/test': modules } })
  project.provide('installation', folder)
  return () => rm(root, { recursive: true, maxRetries: 20 })
}
