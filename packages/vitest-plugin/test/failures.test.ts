import { beforeAll, describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runVitest } from './support/run-vitest.js'
import type { Run } from '../../core/test/support/run.js'

const runTimeout = 60_000

describe('a fixture whose process does not become ready', () => {
  let run: Run
  beforeAll(async () => {
    run = await runVitest({ file: 'slow-start' })
  }, runTimeout)

  test('fails its test with an error of ours that names the setting to raise', () => {
    const { message, duration } = run.test('test scope')
    expect(message).toContain(
      'TimeoutExpiredError: Cannot start "late": it did not accept connections',
    )
    expect(message).toContain(
      'the test that needs it may take 5 s, its set-up included: raise testTimeout',
    )
    expect(message).toContain('last attempt: connect ECONNREFUSED')
    expect(message).toContain('still loading')
    expect(duration).toBeLessThan(5_000)
  })

  test('fails the first test of its file in the same way', () => {
    expect(run.test('file scope').message).toContain('raise testTimeout')
  })

  test('names its own limit where that is the shorter one', () => {
    expect(run.test('own limit').message).toContain('within 300 ms')
    expect(run.test('own limit').message).not.toContain('raise testTimeout')
  })

  test('leaves the next test alone, and nothing behind', async () => {
    expect(run.test('next test').status).toBe('passed')
    expect(run.exitCode).toBe(1)
    await expectGone(run.notes.map(Number))
  })
})

test(
  'a start is cancelled with all it started when Vitest gives the test up',
  { timeout: runTimeout },
  async () => {
    const run = await runVitest({ file: 'aborted' })
    expect(run.test('starved').message).toMatch(/STACK_TRACE_ERROR|timed out/i)
    expect(run.test('is not disturbed').status).toBe('passed')
    expect(run.output).toContain('Test timed out in 2000ms')
    expect(run.output).not.toContain('Unhandled')
    await expectGone(run.notes.map(Number))
  },
)

describe('a fixture whose process ends', () => {
  let run: Run
  beforeAll(async () => {
    run = await runVitest({ file: 'crash.project' })
  }, runTimeout)

  test('fails the test that crashed it, and no other', () => {
    const { message } = run.test('crashes')
    expect(message).toContain('ProcessCrashedError: "api" exited unexpectedly with code 7')
    expect(message).toContain('ready on')
    expect(run.test('is gone on purpose').status).toBe('passed')
  })

  test('says which program is missing', () => {
    expect(run.test('missing program').message).toContain(
      'SpawnError: Cannot start "missing": "no-such-program-anywhere" was not found in PATH',
    )
  })

  test('is a fresh one in every attempt of a retried test, unless it is the whole file’s', () => {
    const attempts = run.notes.filter((line) => line.startsWith('retried'))
    expect(run.test('retried').status).toBe('passed')
    expect(new Set(attempts.map((line) => line.split(' ')[1])).size).toBe(3)
    expect(new Set(attempts.map((line) => line.split(' ')[2])).size).toBe(1)
  })
})

test('nothing is left when a worker is killed', { timeout: runTimeout }, async () => {
  const run = await runVitest({ file: 'killed-worker' })
  expect(run.exitCode).toBe(1)
  expect(run.notes).toHaveLength(2)
  await expectGone(run.notes.map(Number))
})
