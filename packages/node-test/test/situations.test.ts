import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../../core/test/support/repository.js'
import { divideSituations } from '../../core/test/support/situations.js'
import { runNodeTest, versions } from './support/run-node-test.js'

const table = join(repository, 'packages/core/test/support/situations-of-adapters.txt')

/** What a table says of every situation. */
function readSections(text: string): Map<string, string> {
  const sections = text.split(/^## /m).slice(1)
  return new Map(
    sections.map((section) => {
      const [title = '', ...lines] = section.split('\n')
      return [title, lines.join('\n').trim()]
    }),
  )
}

test('every situation in which a test has no process is told as by other adapters', async () => {
  const run = await runNodeTest({ project: 'situations', version: versions.at(-1) })
  const messages = run.tests
    .filter(({ title }) => title !== 'situations')
    .map(({ title, message }) => [title, message] as const)
  const told = readSections(divideSituations('', new Map(messages)).common)
  expect(told.size).toBe(messages.length)
  const wanted = [...readSections(readFileSync(table, 'utf8'))]
  expect(Object.fromEntries(told)).toEqual(
    Object.fromEntries(wanted.filter(([title]) => told.has(title))),
  )
})
