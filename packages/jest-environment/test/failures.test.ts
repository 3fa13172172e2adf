import { beforeAll, describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

describe.each([
  ['in workers', ['-w', '2']],
  ['in band', ['--runInBand']],
])('a process that cannot be started, %s', (_way, args) => {
  let run: Run
  beforeAll(async () => {
    run = await runJest({ project: 'failures', args })
  })

  test('fails every test of its block, each with the reason and the line that asks for it', () => {
    for (const title of ['one of a failed block', 'two of a failed block']) {
      const { status, message } = run.test(title)
      expect(status).toBe('failed')
      expect(message).toMatch(
        /^TimeoutExpiredError: Cannot start "late": it did not accept connections on 127\.0\.0\.1:\d+ within 2 s/,
      )
      expect(message).toContain('last attempt: connect ECONNREFUSED')
      expect(message).toContain('still loading')
      expect(message).toMatch(/at .*starts\.test\.js:\d+:\d+/)
      expect(message.split('Cannot start')).toHaveLength(2)
      expect(message).not.toContain('never reached')
    }
    expect(run.test('skipped of a failed block').status).toBe('pending')
  })

  test('fails the test that it was for, and no hook of it runs', () => {
    expect(run.test('failed test').message).toContain('within 300 ms')
    expect(run.test('no hook ran').message).toContain('within 300 ms')
    expect(run.test('no hook ran').message).not.toContain('never reached')
  })

  test('says what is wrong with a name, a program, a declaration', () => {
    expect(run.test('unknown name').message).toContain(
      'there is no "ap" among the configured processes (did you mean "api"?): api, late',
    )
    expect(run.test('missing program').message).toContain(
      'SpawnError: Cannot start "no-such-program-anywhere": "no-such-program-anywhere" was not found in PATH',
    )
    expect(run.test('no declaration').message).toContain(
      'must be the name of a process, or a declaration as tcpExecutor() returns it',
    )
    expect(run.test('a pattern that JSON has destroyed').message).toContain(
      'told.banner: is {}, which is all that JSON leaves of a RegExp; write { "$regexp": "…", "flags": "" }',
    )
  })

  test('says where useProcess() can be called', () => {
    expect(run.test('too late').message).toContain('useProcess() was called in a test or a hook')
    for (const name of ['useProcess', 'tcpExecutor'])
      expect(run.test(`${name}() elsewhere`).message).toContain(
        `${name}() needs the @mirakuru/jest-environment test environment: set preset to '@mirakuru/jest-environment'`,
      )
  })

  test('says that tests which run at once cannot have processes of their own, but can share one', () => {
    expect(run.test('concurrent test').message).toContain('use test(), or scope "file"')
    expect(run.test('concurrent with a process of the block').status).toBe('passed')
  })

  test('leaves the next tests alone, and nothing behind', async () => {
    expect(run.test('next test')).toMatchObject({ status: 'passed', message: '' })
    expect(run.exitCode).toBe(1)
    const pids = run.notes.map((line) => Number(/^(?:.* started )?(\d+)$/.exec(line)?.[1] ?? 0))
    await expectGone(pids.filter(Boolean))
  })

  test('fails its test when it ends in a way that nobody asked for', () => {
    expect(run.test('a process that ends badly').message).toContain(
      '"tested" exited with code 3 when it was stopped',
    )
    expect(run.test('a process that is gone on purpose').status).toBe('passed')
    expect(run.test('crashes it').message).toContain('"crashing" exited unexpectedly with code 7')
  })

  test('fails the last test of its block when it ends like that after all of them', () => {
    expect(run.test('not the last one').status).toBe('passed')
    expect(run.test('the last one').message).toContain('"filed" exited with code 4')
  })

  test('is a fresh one in every attempt of a retried test, unless it is the whole file’s', () => {
    const attempts = run.notes.filter((line) => line.startsWith('retried'))
    expect(run.test('retried').status).toBe('passed')
    expect(new Set(attempts.map((line) => line.split(' ')[1])).size).toBe(3)
    expect(new Set(attempts.map((line) => line.split(' ')[2])).size).toBe(1)
  })

  test('may take longer to start than a test may take', () => {
    expect(run.test('starts that take longer than a test may').status).toBe('passed')
  })

  test('can be declared by a docblock', () => {
    const title = 'a docblock adds to the processes of the project, and replaces single ones'
    expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
  })

  test('can be used in other environments that are extended', () => {
    for (const title of ['jsdom', 'own base', 'the environment of a docblock'])
      expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
    expect(run.output).toContain(
      'Cannot extend the test environment "happy" that testEnvironmentOptions.base names: jest-environment-happy is not installed',
    )
  })
})
