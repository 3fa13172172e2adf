import { beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../core/test/support/run.js'
import { runPlaywright } from './support/run-playwright.js'

/** Milliseconds that each test of the project has: none is to end because of it. */
const limit = 20_000

describe('a process that crashes', () => {
  let run: Run
  beforeAll(async () => {
    run = await runPlaywright({ project: 'crashes', args: ['crashes.spec', '--fully-parallel'] })
    expect(run.exitCode).toBe(1)
  })

  test.each([
    ['whose fixture depends on it', '"api" exited unexpectedly with code 5'],
    ['of what another one depends on', '"db" exited unexpectedly with code 6'],
  ])('fails the test "%s" at once', (title, message) => {
    const report = run.test(title)
    expect(report.status).toBe('failed')
    expect(report.message).toMatch(new RegExp(`^ProcessCrashedError: ${message}`))
    expect(report.message).toMatch(/during the test: .*\n/)
    expect(report.message).toContain('ready on ')
    expect(report.message.split('ProcessCrashedError')).toHaveLength(2)
    expect(report.duration).toBeLessThan(limit)
  })

  test('is the cause where the body fails by itself', () => {
    expect(run.test('that fails because of it').message).toMatch(
      /socket hang up[^]*\[cause\]: ProcessCrashedError: "api" exited unexpectedly with code 7/,
    )
  })

  test.each(['is no crash where it is ignored', 'is no crash where it is asked for'])(
    'does not fail the test "%s"',
    (title) => {
      expect(run.test(title).message).toBe('')
    },
  )

  test('is told by its test alone', () => {
    expect(run.output).not.toContain('not a part of any test')
  })
})

test('a supervisor that is killed ends the test that runs, and the run does not pass', async () => {
  const run = await runPlaywright({ project: 'crashes', args: ['lost.spec.ts'] })
  expect(run.exitCode).toBe(1)
  const { message } = run.test('loses its processes')
  expect(message).toMatch(/^SupervisorError: The run's supervisor was lost/)
  expect(message).toContain('during the test: loses its processes')
  expect(message.split('SupervisorError')).toHaveLength(2)
})

describe('a process that tests share', () => {
  let run: Run
  beforeAll(async () => {
    run = await runPlaywright({ project: 'crashes', args: ['shared.spec', '--workers=1'] })
  })

  test.each([
    ['fails the test that runs', '"shared" exited unexpectedly with code 4'],
    ['restarted, fails the test that runs', '"restarted" exited unexpectedly with code 4'],
  ])('fails the test "%s" at once', (title, message) => {
    expect(run.test(title).message).toMatch(new RegExp(`^ProcessCrashedError: ${message}`))
  })

  test('fails every later test of its scope without running it', () => {
    const { message } = run.test('fails the next one, without running it')
    expect(message).toContain('"shared" exited unexpectedly with code 4\n  before this test')
    expect(run.notes.join()).not.toContain('never run')
  })

  test('fails the next one where it crashes between two', () => {
    expect(run.test('mortal has crashed before').message).toContain(
      '"mortal" was killed unexpectedly by SIGKILL\n  before this test',
    )
    expect(run.notes).not.toContain('mortal found')
  })

  test.each(['restarted, leaves the next one alone', 'revived has crashed before'])(
    'is started again for the test "%s", where that is declared',
    (title) => {
      expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
    },
  )
})
