import { beforeAll, describe, expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import type { Run } from '../../core/test/support/run.js'
import { runVitest } from './support/run-vitest.js'

describe.each(Object.keys(inject('installations')))('between tests, Vitest %s', (version) => {
  let run: Run
  beforeAll(async () => {
    run = await runVitest({ file: 'between-tests', version })
  })

  test('a process that they share is reset, where one has used it and the next one does', () => {
    const failed = run.tests.filter(({ status }) => status !== 'passed')
    expect(failed.map(({ title }) => title)).toEqual(['fails the next one'])
  })

  test('a reset that fails fails the next test, with its output', () => {
    const { message } = run.test('fails the next one')
    expect(message).toContain(
      'Cannot reset "faulty" between two tests: its reset command exited with code 3',
    )
    expect(message).toContain('flushing faulty')
    expect(run.notes.join()).not.toContain('all the same')
  })

  test('a spare is started for the next one, and none is left', async () => {
    const pids = run.notes.flatMap((line) => /^spared (\d+)/.exec(line)?.slice(1).map(Number) ?? [])
    expect(new Set(pids).size).toBe(3)
    await expectGone(pids)
  })
})
