import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findPackageManager } from '../src/package-manager.js'
import { planProject } from '../src/plan.js'
import { Project } from '../src/project.js'
import { describeNext } from '../src/report.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-mirakuru-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function tellNext(userAgent: string, missing: readonly string[] = []): string {
  const manager = findPackageManager(userAgent)
  const project = new Project(folder)
  const plan = planProject(project, { runner: 'vitest', services: ['redis'], manager }, '1.2.3')
  return describeNext(project, plan, manager, missing)
}

test('What follows is the test of a new project, in its folder', () => {
  expect(tellNext('npm/11.19.1')).toBe(`cd ${relative('', folder)} && npm test`)
})

test('In a project with tests it is the one that was added', () => {
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop", "scripts": { "test": "vitest" } }')
  expect(tellNext('pnpm/12.21.0')).toMatch(/ && pnpm exec vitest run \S+$/)
})

test('Packages that could not be added come before it', () => {
  expect(tellNext('yarn/4.18.1', ['vitest@4', '@mirakuru/vitest-plugin@^1.2.3'])).toBe(
    `cd ${relative('', folder)} && yarn add --dev vitest@4 @mirakuru/vitest-plugin@^1.2.3 && yarn test`,
  )
})
