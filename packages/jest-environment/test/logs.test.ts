import { beforeAll, describe, expect, inject, test } from 'vitest'
import { runJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

describe.each(Object.keys(inject('nodes')))('a test that fails, Node %s', (node) => {
  let run: Run
  const message = (title: string): string => run.test(title).message
  beforeAll(async () => {
    run = await runJest({ project: 'logs', node })
  })

  test('shows what its processes printed during it, and nothing else', () => {
    expect(message('fails')).toContain('"api" printed during this test (all: ')
    expect(message('fails')).toContain('api was asked for /own-5')
    expect(message('fails')).toContain('shared was asked for /shared-5')
    expect(message('fails')).toContain('api is ready')
    expect(message('fails')).not.toContain('before')
    expect(run.output).not.toContain('unseen')
  })

  test('at the same line as another shows its own', () => {
    for (const title of ['fails', 'fails at the same line']) {
      expect(message(title)).toContain(`/own-${title.length}`)
      expect(message(title).split('/own-')).toHaveLength(2)
      expect(run.output).toContain(`/own-${title.length}`)
    }
    for (const title of ['one', 'two'])
      expect(message(`throws the same error: ${title}`)).toContain(`/same-${title}`)
  })

  test('shows the last forty lines, counts the rest, and says where all are', () => {
    expect(message('prints much')).toMatch(/, after \d\d more \(all: .*\.log\)/)
    expect(message('prints much')).toContain('line 100')
    expect(message('prints much')).not.toContain('line 10\n')
  })

  test.each([
    ['times out', 'hanging'],
    ['throws a string', 'stringy'],
    ['throws what cannot be changed', 'frozen'],
    ['asserts with node:assert', 'asserted'],
  ])('shows them as well where it %s', (title, path) => {
    expect(message(title)).toContain(`api was asked for /${path}`)
    expect(run.output).toContain(`api was asked for /${path}`)
  })

  test('shows of every attempt what was printed in it', () => {
    expect(message('is retried')).toContain('/attempt-2')
    expect(message('is retried')).not.toContain('/attempt-1')
    expect(run.output).toContain('/attempt-1')
  })

  test('shows lines of a shared process beside those of concurrent tests', () => {
    for (const title of ['one', 'other']) {
      expect(message(title)).toContain('/from-one')
      expect(message(title)).toContain('/from-other')
    }
  })
})

describe('with the preset', () => {
  const summary = /mirakuru: 1 process started, slowest to be ready: api \(\d+ ms\)\n/

  test('a run ends with one line about its processes', async () => {
    const run = await runJest({ project: 'logs', file: 'attempts' })
    expect(run.output).toMatch(summary)
    expect(run.output).not.toContain('api | ')
  })

  test('nothing is said of them if that is wanted', async () => {
    const run = await runJest({ project: 'logs', file: 'attempts', env: { SILENT: 'yes' } })
    expect(run.output).not.toContain('mirakuru: ')
  })

  test('everything that they print can be seen while they do', async () => {
    const run = await runJest({ project: 'logs', file: 'attempts', env: { LOG_LEVEL: 'inherit' } })
    expect(run.output).toContain('api | api was asked for /attempt-1\n')
    expect(run.output).toMatch(summary)
  })
})
