import { beforeAll, describe, expect, inject, test } from 'vitest'
import { runJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

/** Milliseconds that each test has: none is to end because of it. */
const limit = 20_000

describe.each(Object.keys(inject('nodes')))('a process that crashes, Node %s', (node) => {
  let run: Run
  beforeAll(async () => {
    run = await runJest({ project: 'crashes', node })
    expect(run.exitCode).toBe(1)
  })

  test.each([
    ['that waits for ever', '"api" exited unexpectedly with code 7'],
    ['that does not notice', '"api" exited unexpectedly with code 7'],
    ['with exit code 0', '"api" exited unexpectedly with code 0'],
    ['by a signal', '"api" was killed unexpectedly by SIGKILL'],
    ['that takes a callback', '"api" exited unexpectedly with code 7'],
    ['that is a generator', '"api" exited unexpectedly with code 7'],
    ['of a table 7', '"api" exited unexpectedly with code 7'],
    ['that is to fail', '"api" exited unexpectedly with code 7'],
    ['that returns nothing', '"api" was killed unexpectedly by SIGKILL'],
    ['before the test', '"hooked" exited unexpectedly with code 3'],
    ['after the test', '"hooked" exited unexpectedly with code 3'],
    ['fails the test that runs', '"shared" exited unexpectedly with code 4'],
    ['fails the one that runs', '"restarted" exited unexpectedly with code 4'],
    ['fails the test before it', '"again" exited unexpectedly with code 4'],
    ['fails one that runs', '"common" exited unexpectedly with code 5'],
    ['fails another one that runs', '"common" exited unexpectedly with code 5'],
    ['is told once', '"db" exited unexpectedly with code 6'],
    ['fails the test that has it', '"ofRun" exited unexpectedly with code 8'],
  ])('fails the test "%s"', (title, headline) => {
    const { status, message, duration } = run.test(title)
    expect(status).toBe('failed')
    expect(message).toMatch(/^ProcessCrashedError: /)
    expect(message).toContain(headline)
    expect(message).toMatch(new RegExp(`\\n {2}during the test: .* › ${title}\\n`))
    expect(message).toMatch(/at .*crashes\.test\.js:\d+:\d+/)
    expect(message.split('ProcessCrashedError')).toHaveLength(2)
    expect(duration).toBeLessThan(limit)
  })

  test('is the cause where the body fails by itself', () => {
    expect(run.test('that fails because of it').message).toMatch(
      /^TypeError: fetch failed[^]*\[cause\]: ProcessCrashedError: "api" exited unexpectedly with code 7/,
    )
    expect(run.output).toMatch(
      /Cause:\n\s+ProcessCrashedError: "api" exited unexpectedly with code 7/,
    )
  })

  test.each([
    'leaves the next test alone',
    'of a process that may',
    'and does not fail its test',
    'is no crash',
    'first',
    'and the next one has a new process',
    'is over when its hooks run',
    'ends its test',
  ])('does not fail the test "%s"', (title) => {
    expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
  })

  test('fails every later test of its scope without running it', () => {
    for (const title of ['and the next one without running it', 'and the one after that'])
      expect(run.test(title).message).toMatch(
        /"shared" exited unexpectedly with code 4.*\n {2}before this test/,
      )
    for (const title of ['fails the first', 'fails the second']) {
      expect(run.test(title).message).toMatch(
        /"prepared" exited unexpectedly with code 3.*\n {2}before this test/,
      )
      expect(run.test(title).message.split('ProcessCrashedError')).toHaveLength(2)
    }
    expect(run.notes).not.toContain('never run')
  })

  test('between two tests is told by the next one', () => {
    expect(run.test('is told by the next one').message).toMatch(
      /^ProcessCrashedError: "between" was killed unexpectedly by SIGKILL.*\n {2}before this test/,
    )
  })

  test('after all tests of its block makes its file fail', () => {
    expect(run.test('passes before').status).toBe('passed')
    expect(run.output).toMatch(
      /Test suite failed to run\s+ProcessCrashedError: "last" exited unexpectedly with code 9.*\n\s+after the tests of its block/,
    )
  })

  test('lets hooks clean up', () => {
    for (const title of ['before the test', 'after the test'])
      expect(run.notes).toContain(`cleaned up after a crash in a hook ${title}`)
  })

  test('is told with the stack that it has printed', () => {
    expect(run.output).toMatch(
      /is told with it\n[^]*?Error: thrown by the program\n\s+.at Server.*serves\.mjs[^]*?all of its output: /,
    )
  })

  test('is told once: the run does not fail for it as well', () => {
    expect(run.output).not.toContain('ProcessFinishedWithError')
    expect(run.output).toMatch(/mirakuru: \d+ processes started, .* crashed, which fails the run\n/)
  })
})

test('a crash makes the run fail although the next attempt of its test passes', async () => {
  const run = await runJest({ project: 'retried' })
  expect(run.test('crashes in its first attempt')).toMatchObject({ status: 'passed', message: '' })
  expect(run.output).toContain('during the test: crashes in its first attempt')
  expect(run.output).toContain(', 1 crashed, which fails the run')
  expect(run.exitCode).toBe(1)
})
