import { describe, expect, inject, test } from 'vitest'
import { runJest } from './support/run-jest.js'

describe.each(Object.keys(inject('nodes')))('Node %s', (node) => {
  test('a process that tests share is reset between those that can use it', async () => {
    const run = await runJest({ project: 'reset', node, args: ['--runInBand'] })
    const failed = run.tests.filter(({ status }) => status !== 'passed')
    expect(failed.map(({ title }) => title).toSorted()).toEqual([
      'a: fails the next one',
      'b: fails the next one',
    ])
    // The second file finds what the first one has used.
    expect(run.notes.toSorted()).toEqual(['0 resets before', '2 resets before'])
    for (const { message } of failed)
      expect(message).toMatch(/Cannot reset "faulty" between two tests.*flushing/s)
  })
})
