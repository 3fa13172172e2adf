import { createContext, runInContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import * as errors from '../../src/errors/index.js'
import { withoutPage } from '../support/pages.js'

const {
  AlreadyRunningError,
  DeclarationError,
  ExecutorError,
  ProcessCrashedError,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  SpawnError,
  SupervisorError,
  TimeoutExpiredError,
} = errors

const ended = { exitCode: 1, signal: null, log: 'last words' }
const cause = new Error('the original')

/** One error of every public class, with the fields that API.md promises. */
const samples = [
  {
    Class: TimeoutExpiredError,
    code: 'ERR_TIMEOUT_EXPIRED',
    fields: { timeout: 500, target: '127.0.0.1:80', lastAttempt: 'refused', log: 'booting' },
    make: (Class = TimeoutExpiredError) =>
      new Class(
        'too late',
        { timeout: 500, target: '127.0.0.1:80', lastAttempt: 'refused', log: 'booting' },
        { cause },
      ),
  },
  {
    Class: AlreadyRunningError,
    code: 'ERR_ALREADY_RUNNING',
    fields: { target: '127.0.0.1:80', holder: { pid: 7, command: 'nginx', cwd: '/' } },
    make: (Class = AlreadyRunningError) =>
      new Class(
        'taken',
        { target: '127.0.0.1:80', holder: { pid: 7, command: 'nginx', cwd: '/' } },
        { cause },
      ),
  },
  {
    Class: ProcessExitedWithError,
    code: 'ERR_PROCESS_EXITED',
    fields: ended,
    make: (Class = ProcessExitedWithError) => new Class('exited', ended, { cause }),
  },
  {
    Class: ProcessFinishedWithError,
    code: 'ERR_PROCESS_FINISHED',
    fields: ended,
    make: (Class = ProcessFinishedWithError) => new Class('finished', ended, { cause }),
  },
  {
    Class: ProcessCrashedError,
    code: 'ERR_PROCESS_CRASHED',
    fields: { ...ended, test: 'counts visits' },
    make: (Class = ProcessCrashedError) =>
      new Class('crashed', { ...ended, test: 'counts visits' }, { cause }),
  },
  {
    Class: SpawnError,
    code: 'ERR_SPAWN',
    fields: { errno: 'ENOENT', command: 'redis' },
    make: (Class = SpawnError) =>
      new Class('missing', { errno: 'ENOENT', command: 'redis' }, { cause }),
  },
  {
    Class: DeclarationError,
    code: 'ERR_DECLARATION',
    fields: { problems: [{ path: 'port', message: 'is odd' }] },
    make: (Class = DeclarationError) =>
      new Class('tcp executor', [{ path: 'port', message: 'is odd' }], { cause }),
  },
  {
    Class: SupervisorError,
    code: 'ERR_SUPERVISOR',
    fields: { logFile: '/tmp/supervisor.log' },
    make: (Class = SupervisorError) =>
      new Class('lost', { logFile: '/tmp/supervisor.log' }, { cause }),
  },
] as const

describe.each(samples)('$Class.name', ({ Class, code, fields, make }) => {
  test('has its name, its stable code and its cause', () => {
    const error = make()
    expect(error).toMatchObject({ name: Class.name, code })
    expect(Class.code).toBe(code)
    expect(error.cause).toBe(cause)
  })

  test('says its name in the first line of its stack', () => {
    expect(make().stack?.split('\n')[0]).toMatch(new RegExp(`^${Class.name}: `))
  })

  test('has its fields, and only its code is enumerable', () => {
    const error = make()
    for (const [name, value] of Object.entries(fields)) {
      expect(Object.hasOwn(error, name), name).toBe(true)
      expect(error[name as keyof typeof error]).toEqual(value)
    }
    expect(Object.keys(error)).toEqual(['code'])
  })

  test('is an instance of itself, of ExecutorError and of Error, and of no sibling', () => {
    const error = make()
    const matching = [...samples.map((sample) => sample.Class), ExecutorError, Error].filter(
      (candidate) => error instanceof candidate,
    )
    expect(matching).toEqual([Class, ExecutorError, Error])
  })

  test('is recognised by another copy of this package', async () => {
    vi.resetModules()
    const copy = await import('../../src/errors/index.js')
    const Copied = copy[Class.name as keyof typeof copy] as typeof Class
    expect(Copied).not.toBe(Class)
    const error = make()
    expect(Copied.prototype.isPrototypeOf(error)).toBe(false)
    expect(error).toBeInstanceOf(Copied)
    expect(error).toBeInstanceOf(copy.ExecutorError)
    const matching = samples.filter(
      (sample) => error instanceof (copy[sample.Class.name as keyof typeof copy] as typeof Class),
    )
    expect(matching.map((sample) => sample.code)).toEqual([code])
  })
})

describe('instanceof', () => {
  test('knows an error of another realm, which is no Error of this one', () => {
    const foreign: unknown = runInContext(
      `Object.assign(new Error('late'), { code: 'ERR_TIMEOUT_EXPIRED', [Symbol.for('mirakuru.error')]: true })`,
      createContext({}),
    )
    expect(foreign instanceof Error).toBe(false)
    expect(foreign instanceof ExecutorError).toBe(true)
    expect(foreign instanceof TimeoutExpiredError).toBe(true)
    expect(foreign instanceof SpawnError).toBe(false)
  })

  test('works within another realm for errors of this one', () => {
    const error = samples[0].make()
    const context = createContext({ error, TimeoutExpiredError, SpawnError })
    const seen: unknown = runInContext(
      '[error instanceof Error, error instanceof TimeoutExpiredError, error instanceof SpawnError].join()',
      context,
    )
    expect(seen).toBe('false,true,false')
  })

  test.each([
    ['an error with the same code only', Object.assign(new Error(), { code: 'ERR_SPAWN' })],
    ['a plain object with the same code', { code: 'ERR_SPAWN' }],
    ['a string', 'ERR_SPAWN'],
    ['null', null],
    ['undefined', undefined],
    ['a function', () => 'ERR_SPAWN'],
  ])('does not take %s for one of ours', (_what, value) => {
    expect(value instanceof SpawnError).toBe(false)
    expect(value instanceof ExecutorError).toBe(false)
  })

  test('tells the subclasses of a user apart', () => {
    class SlowStart extends TimeoutExpiredError {}
    class SlowStop extends TimeoutExpiredError {}
    const error = new SlowStart('slow', samples[0].fields)
    expect(error).toMatchObject({ name: 'SlowStart', code: 'ERR_TIMEOUT_EXPIRED' })
    expect(error).toBeInstanceOf(SlowStart)
    expect(error).toBeInstanceOf(TimeoutExpiredError)
    expect(error).not.toBeInstanceOf(SlowStop)
    expect(samples[0].make()).not.toBeInstanceOf(SlowStart)
  })

  test('knows a subclass of a user that has a code of its own', () => {
    class QueueDown extends TimeoutExpiredError {
      static override readonly code: string = 'ERR_QUEUE_DOWN'
    }
    const error = new QueueDown('no queue', samples[0].fields)
    expect(error.code).toBe('ERR_QUEUE_DOWN')
    expect(error).toBeInstanceOf(QueueDown)
    expect(error).toBeInstanceOf(TimeoutExpiredError)
    expect(error).toBeInstanceOf(ExecutorError)
    expect(error).not.toBeInstanceOf(SpawnError)
  })

  test('knows a direct subclass of ExecutorError without a code of its own', () => {
    class Mine extends ExecutorError {}
    expect(new Mine('x')).toBeInstanceOf(Mine)
    expect(new ExecutorError('x')).not.toBeInstanceOf(Mine)
    expect(new ExecutorError('x').code).toBe('ERR_EXECUTOR')
  })
})

describe('DeclarationError', () => {
  test('lists all problems with their paths, one below the other', () => {
    const error = new DeclarationError('tcp executor "redis"', [
      { path: 'port', message: 'must be a number' },
      { path: '', message: 'is wrong as a whole' },
      { path: 'command', message: 'Unterminated quote\n  echo "\n       ^' },
    ])
    expect(withoutPage(error.message)).toBe(
      [
        'Invalid tcp executor "redis":',
        '  - port: must be a number',
        '  - is wrong as a whole',
        '  - command: Unterminated quote',
        '      echo "',
        '           ^',
      ].join('\n'),
    )
  })

  test('keeps a frozen list of the problems that nobody else can change', () => {
    const problems = [{ path: 'port', message: 'must be a number' }]
    const error = new DeclarationError('declaration', problems)
    problems.pop()
    expect(error.problems).toEqual([{ path: 'port', message: 'must be a number' }])
    expect(Object.isFrozen(error.problems)).toBe(true)
  })
})
