import { beforeAll, describe, expect, inject, test } from 'vitest'
import { runVitest } from './support/run-vitest.js'
import type { Run } from '../../core/test/support/run.js'

/** Milliseconds that each test has: none is to end because of it. */
const limit = 20_000

describe.each(Object.keys(inject('installations')))(
  'a process that crashes, Vitest %s',
  (version) => {
    let run: Run
    beforeAll(async () => {
      run = await runVitest({ file: 'crashes', version, args: [`--testTimeout=${limit}`] })
      expect(run.exitCode).toBe(1)
    })

    test.each([
      ['that waits for ever', '"api" exited unexpectedly with code 7'],
      ['that does not notice', '"api" exited unexpectedly with code 7'],
      ['with exit code 0', '"api" exited unexpectedly with code 0'],
      ['by a signal', '"api" was killed unexpectedly by SIGKILL'],
      ['before the test', '"hooked" exited unexpectedly with code 3'],
      ['after the test', '"hooked" exited unexpectedly with code 3'],
      ['fails the one whose process it is', '"api" exited unexpectedly with code 5'],
      ['a crash of what a process depends on', '"db" exited unexpectedly with code 6'],
    ])('in the test "%s"', (title, message) => {
      const report = run.test(title)
      expect(report.status).toBe('failed')
      expect(report.message).toContain(`ProcessCrashedError: ${message}`)
      expect(report.message).toMatch(/during the test: |\(scope test, pid \d+/)
      expect(report.duration).toBeLessThan(limit)
    })

    test('is the cause where the body fails by itself', () => {
      expect(run.test('that fails because of it').message).toContain('fetch failed')
      expect(run.output).toContain(
        'Caused by: ProcessCrashedError: "api" exited unexpectedly with code 7',
      )
    })

    test('is the cause of an error that was there before the crash was noticed', () => {
      expect(run.test('is the cause of its error').message).toContain('fetch failed')
      expect(run.output).toContain(
        'Caused by: ProcessCrashedError: "requested" exited unexpectedly with code 9',
      )
    })

    test.each([
      'of a process that may',
      'leaves the next test alone',
      'is no crash',
      'first',
      'and no other',
      'and the next one has a new process',
    ])('does not fail the test "%s"', (title) => {
      expect(run.test(title).message).toBe('')
      expect(run.test(title).status).toBe('passed')
    })

    test('fails every later test of its scope without running it', () => {
      for (const title of ['and the next one without running it', 'and the one after that']) {
        expect(run.test(title).message).toContain('"shared" exited unexpectedly with code 4')
        expect(run.test(title).message).toContain('before this test')
      }
      expect(run.notes).not.toContain('never run')
    })

    test('after which it cannot be restarted leads to where it is declared', () => {
      const { message } = run.test('and the next one, which leads to where it is declared')
      expect(message).toContain('Cannot start "once": it exited with code 1')
      expect(message).toMatch(/\n +at .*crashes\.project\.ts:/)
    })

    test('between two tests is told by the next one', () => {
      expect(run.test('is told by the next one').message).toContain(
        '"between" was killed unexpectedly by SIGKILL',
      )
    })

    test('is told once: neither the file nor the run fails for it as well', () => {
      expect(run.output).not.toContain('ProcessFinishedWithError')
      expect(run.output).not.toContain('Failed Suites')
      expect(run.output).not.toContain('Unhandled')
    })
  },
)

describe.each(Object.keys(inject('installations')))('a test that fails, Vitest %s', (version) => {
  let run: Run
  const message = (title: string): string => run.test(title).message
  beforeAll(async () => {
    run = await runVitest({ file: 'logs', version })
  })

  test('shows what its processes printed during it, and nothing else', () => {
    expect(message('fails')).toContain('"api" printed during this test')
    expect(message('fails')).toContain('api was asked for /own-5')
    expect(message('fails')).toContain('shared was asked for /shared-5')
    expect(message('fails')).toContain('api is ready')
    expect(message('fails')).not.toContain('before')
    expect(run.output).not.toContain('unseen')
  })

  test('at the same line as another shows its own', () => {
    expect(message('fails at the same line')).toContain('/own-22')
    expect(run.output).toContain('/own-5')
    expect(run.output).toContain('/own-22')
  })

  test('shows the last forty lines, counts the rest, and says where all are', () => {
    const text = message('prints much')
    expect(text).toMatch(/after \d\d more \(all: .*\.log\)/)
    expect(text).toContain('line 100')
    expect(text).not.toContain('line 10\n')
  })

  test('because of its time limit shows them as well', () => {
    expect(run.output).toMatch(/Test timed out in 1500ms[^]*api was asked for \/hanging/)
  })

  test('shows of every attempt what was printed in it', () => {
    expect(message('is retried')).toContain('/attempt-1')
    expect(message('is retried')).toContain('/attempt-2')
    expect(message('is retried').split('/attempt-1')).toHaveLength(2)
  })

  test('shows lines of a shared process beside those of concurrent tests', () => {
    for (const title of ['one', 'other']) {
      expect(message(title)).toContain('/from-one')
      expect(message(title)).toContain('/from-other')
    }
  })
})
