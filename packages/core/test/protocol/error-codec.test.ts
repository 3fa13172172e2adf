import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { inspect } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as errors from '../../src/errors/index.js'
import { decodeError, encodeError, type ErrorMessage } from '../../src/protocol/error-codec.js'
import { toFrame } from '../../src/protocol/frames.js'
import { rejectionOf } from '../support/deadline.js'

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

/** To the other side and back into an error. */
function cross(thrown: unknown): Error & Record<string, unknown> {
  const message = JSON.parse(toFrame(encodeError(thrown))) as ErrorMessage
  return decodeError(message) as Error & Record<string, unknown>
}

const ended = { exitCode: null, signal: 'SIGKILL', log: 'last words' } as const
const holder = { pid: 7, command: 'nginx', cwd: '/' }
const expired = {
  timeout: 500,
  target: 'connections on 127.0.0.1:80',
  lastAttempt: 'connect ECONNREFUSED 127.0.0.1:80',
  log: 'booting',
}
const problems = [{ path: 'port', message: 'is odd' }]

interface ErrorClass {
  readonly name: string
  readonly code: string
  [Symbol.hasInstance](value: unknown): boolean
}

/** An error of every class, with the fields that API.md promises. */
const samples: [errors.ExecutorError, ErrorClass, object][] = [
  [new TimeoutExpiredError('late', expired), TimeoutExpiredError, expired],
  [
    new AlreadyRunningError('taken', { target: '127.0.0.1:80', holder }),
    AlreadyRunningError,
    { target: '127.0.0.1:80', holder },
  ],
  [new ProcessExitedWithError('exited', ended), ProcessExitedWithError, ended],
  [new ProcessFinishedWithError('finished', ended), ProcessFinishedWithError, ended],
  [
    new ProcessCrashedError('crashed', { ...ended, test: 'counts' }),
    ProcessCrashedError,
    { ...ended, test: 'counts' },
  ],
  [
    new SpawnError('missing', { errno: 'ENOENT', command: 'redis' }),
    SpawnError,
    { errno: 'ENOENT', command: 'redis' },
  ],
  [new DeclarationError('tcp executor', problems), DeclarationError, { problems }],
  [
    new SupervisorError('lost', { logFile: '/tmp/x.log' }),
    SupervisorError,
    { logFile: '/tmp/x.log' },
  ],
  [new ExecutorError('general'), ExecutorError, {}],
]

describe.each(samples.map((sample) => [sample[1].name, ...sample] as const))(
  '%s on the other side',
  (name, error, Class, fields) => {
    test('has its name, message, code and fields', () => {
      expect(cross(error)).toMatchObject({
        name,
        message: error.message,
        code: Class.code,
        ...fields,
      })
    })

    test('is an instance of its class, of ExecutorError and of Error, and of no sibling', () => {
      const all: Omit<ErrorClass, 'code'>[] = [...samples.map(([, each]) => each), Error]
      const crossed = cross(error)
      const matching = new Set(all.filter((each) => crossed instanceof each))
      expect(matching).toEqual(new Set([Class, ExecutorError, Error]))
      expect(crossed.constructor).toBe(Class)
    })

    test('shows nothing but its code beside its message', () => {
      expect(Object.keys(cross(error))).toEqual(['code'])
    })

    test('begins its stack with its own name, and tells of no calls that did not lead to it', () => {
      expect(cross(error).stack).toBe(`${name}: ${error.message}`)
    })

    test('is the same after crossing twice', () => {
      expect(encodeError(cross(cross(error)))).toEqual(encodeError(cross(error)))
    })
  },
)

describe('an error on the other side', () => {
  test('is what it was: name, message, code, fields and causes', () => {
    const anyFields = fc.dictionary(
      fc.string().filter((key) => !['name', 'message', 'stack', 'code', 'cause'].includes(key)),
      fc.json().map((text): unknown => JSON.parse(text.replaceAll('-0', '0'))),
    )
    const anyParts = fc.record({
      name: fc.string(),
      message: fc.string(),
      code: fc.option(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { nil: undefined }),
      fields: anyFields,
    })
    const check = (
      chain: { name: string; message: string; code: unknown; fields: object }[],
    ): void => {
      const error = chain.reduce<Error | undefined>((cause, { name, message, code, fields }) => {
        const made = new Error(message, cause === undefined ? {} : { cause })
        errors.hideFields(made, { ...fields, name, ...(code === undefined ? {} : { code }) })
        return made
      }, undefined)
      let crossed: unknown = cross(error)
      for (const { name, message, code, fields } of chain.toReversed()) {
        expect(crossed).toBeInstanceOf(Error)
        const seen = crossed as Error & Record<string, unknown>
        expect([seen.name, seen.message, seen['code']]).toEqual([name, message, code])
        for (const [key, value] of Object.entries(fields)) expect(seen[key]).toEqual(value)
        crossed = seen.cause
      }
      expect(crossed).toBeUndefined()
    }
    fc.assert(fc.property(fc.array(anyParts, { minLength: 1, maxLength: 5 }), check))
  })

  test('is one of ours only if its code is', () => {
    const plain = cross(Object.assign(new TypeError('no'), { code: 'ERR_INVALID_ARG_TYPE' }))
    expect(plain instanceof ExecutorError).toBe(false)
    expect(plain).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
  })

  test.each(['constructor', '__proto__', 'undefined'])('may have the code %s', (code) => {
    const crossed = cross(Object.assign(new Error('x'), { code }))
    expect(Object.getPrototypeOf(crossed)).toBe(Error.prototype)
    expect(crossed['code']).toBe(code)
  })

  test('keeps what the system said', async () => {
    const cause = await rejectionOf(readFile('/no/such/file'))
    const error = new SpawnError('x', { errno: 'ENOENT', command: 'y' }, { cause })
    expect(cross(error).cause).toMatchObject({
      name: 'Error',
      message: "ENOENT: no such file or directory, open '/no/such/file'",
      code: 'ENOENT',
      errno: -constants.errno.ENOENT,
      syscall: 'open',
      path: '/no/such/file',
    })
  })

  test('keeps the errors of an AggregateError as far as they can be told', () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', port: 80 })
    const crossed = cross(new AggregateError([refused], 'all failed'))
    expect(crossed).toMatchObject({
      name: 'AggregateError',
      errors: [{ code: 'ECONNREFUSED', port: 80 }],
    })
  })

  test('may come from another realm', () => {
    const foreign: unknown = runInContext(
      `Object.assign(new RangeError('far', { cause: new TypeError('farther') }), { code: 'EFAR', at: 3 })`,
      createContext({}),
    )
    expect(foreign instanceof Error).toBe(false)
    const crossed = cross(foreign)
    expect(crossed).toBeInstanceOf(Error)
    expect(crossed).toMatchObject({ name: 'RangeError', message: 'far', code: 'EFAR', at: 3 })
    expect(crossed.cause).toBeInstanceOf(Error)
    expect(crossed.cause).toMatchObject({ name: 'TypeError', message: 'farther' })
  })

  test('may be one of ours from another realm', () => {
    const foreign: unknown = runInContext(
      `Object.assign(new Error('late'), { code: 'ERR_TIMEOUT_EXPIRED', log: 'x', [Symbol.for('mirakuru.error')]: true })`,
      createContext({}),
    )
    const crossed = cross(foreign)
    expect(crossed).toBeInstanceOf(TimeoutExpiredError)
    expect(crossed['log']).toBe('x')
  })

  test('leaves out fields that cannot be told, and keeps the others', () => {
    const error = Object.assign(new Error('x'), {
      big: 1n,
      call: () => undefined,
      date: new Date(0),
      kept: { deep: [1] },
    })
    Object.assign(error, { self: error })
    Object.defineProperty(error, 'throws', {
      get: () => {
        throw new Error('no')
      },
    })
    const { fields } = encodeError(error)
    expect(fields).toEqual({ date: '1970-01-01T00:00:00.000Z', kept: { deep: [1] } })
    expect(cross(error)).toMatchObject({ message: 'x', kept: { deep: [1] } })
  })
})

describe('what is thrown and is no error', () => {
  test.each<[unknown, string]>([
    ['some text', 'some text'],
    [42, '42'],
    [7n, '7n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('x'), 'Symbol(x)'],
    [{ a: [1] }, '{ a: [ 1 ] }'],
    [{ message: 'only' }, "{ message: 'only' }"],
    [{ name: 'x', message: 5 }, "{ name: 'x', message: 5 }"],
    [Object.create(null), '[Object: null prototype] {}'],
    [[1, 2], '[ 1, 2 ]'],
  ])('arrives as an error that shows it: %o', (thrown, message) => {
    const crossed = cross(thrown)
    expect(crossed).toBeInstanceOf(Error)
    expect(crossed).toMatchObject({ name: 'Error', message })
  })

  test('may be the cause of an error', () => {
    expect(cross(new Error('x', { cause: 'y' })).cause).toMatchObject({ message: 'y' })
    expect(cross(new Error('x', { cause: null })).cause).toMatchObject({ message: 'null' })
  })
})

describe('what would not fit into a frame', () => {
  const countCauses = (error: unknown): number =>
    error instanceof Error && error.cause !== undefined ? 1 + countCauses(error.cause) : 0

  test('loses the beginning of a very long log', () => {
    const log = `${'x'.repeat(3_000_000)}the end`
    const crossed = cross(new ProcessExitedWithError('exited', { ...ended, log }))
    expect(crossed['log']).toHaveLength(1_048_576)
    expect(crossed['log']).toMatch(/x{1000}the end$/)
  })

  test('loses the end of a very long message', () => {
    const { message } = cross(new Error(`the beginning${'x'.repeat(9_000_000)}`))
    expect(message).toHaveLength(16_384)
    expect(message).toMatch(/^the beginningx{1000}/)
  })

  test('loses causes beyond the eighth, which ends those that name themselves', () => {
    const error = new Error('round and round')
    error.cause = error
    expect(countCauses(cross(error))).toBe(8)
  })

  test('fits after that, even where every character of every log has to be escaped', () => {
    const log = '\u001b'.repeat(2_000_000)
    const chain = Array.from({ length: 12 }).reduce<Error | undefined>(
      (cause) => new ProcessExitedWithError(log, { ...ended, log }, { cause }),
      undefined,
    )
    expect(() => toFrame(encodeError(chain))).not.toThrow()
  })
})

test('what no encoder wrote is refused or becomes an error, and nothing else happens', () => {
  const check = (garbage: unknown): void => {
    let decoded: unknown
    try {
      decoded = decodeError(garbage as ErrorMessage)
    } catch (error) {
      decoded = error
    }
    expect(decoded, inspect(garbage)).toBeInstanceOf(Error)
  }
  fc.assert(fc.property(fc.jsonValue(), check))
})
