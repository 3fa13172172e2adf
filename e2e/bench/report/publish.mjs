import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { topics } from '../topics.mjs'
import { drawBars } from './bars.mjs'
import { nameBars } from './names.mjs'
import { writePage, writeTable } from './page.mjs'

const docs = fileURLToPath(new URL('../../../docs', import.meta.url))
const resultsFile = join(docs, 'benchmarks.json')
const manifest = fileURLToPath(new URL('../package.json', import.meta.url))
const tools = [
  'execa',
  'jest',
  'jest-dev-server',
  '@playwright/test',
  'start-server-and-test',
  'vitest',
  'wait-on',
]

/** Puts the tables of a topic in place of its earlier ones, and writes page and bars anew. */
export function publish(topic, tables) {
  writeAll({ ...readResults(), [topic]: { ...describeRun(), tables } })
}

/** Writes page and bars anew, of what was measured before. */
export function publishAgain() {
  writeAll(readResults())
}

function writeAll(results) {
  const ordered = Object.keys(topics)
    .filter((name) => name in results)
    .map((name) => [name, results[name]])
  writeFileSync(resultsFile, `${JSON.stringify(Object.fromEntries(ordered), undefined, 2)}\n`)
  const folder = join(docs, 'benchmarks')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const table of ordered.flatMap(([, each]) => each.tables))
    writeFileSync(join(folder, nameBars(table)), drawBars(table))
  writeFileSync(join(docs, 'benchmarks.md'), writePage(ordered))
}

function readResults() {
  return existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {}
}

function describeRun() {
  // What follows the version of a kernel's build says whose machine it is, and nothing about the figures.
  const [kernel] = /^\d+\.\d+/.exec(release()) ?? ['']
  const { devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${kernel}`,
    versions: {
      node: process.version,
      ...Object.fromEntries(tools.map((tool) => [tool, devDependencies[tool].replace('~', '')])),
    },
  }
}

/** A table for the terminal. */
export function show(table) {
  return `\n${table.title} (${table.unit})\n\n${writeTable(table)}`
}
