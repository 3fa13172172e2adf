import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as errors from '../../src/errors/index.js'

const { ExecutorError, SpawnError, SupervisorError } = errors

const page = 'https://github.com/mirakuru-ts/mirakuru/blob/main/docs/errors.md'
const root = new URL('../../../../', import.meta.url)
const headings = [...readFileSync(new URL('docs/errors.md', root), 'utf8').matchAll(/^## (\w+)$/gm)]
const codes = headings.map(([, code = '']) => code)
const missing = { errno: 'ENOENT', command: 'redis' } as const

describe('the page of an error', () => {
  test('is in the repository that the package names', () => {
    const { repository } = JSON.parse(
      readFileSync(new URL('packages/core/package.json', root), 'utf8'),
    ) as { repository: { url: string } }
    expect(`git+${page.replace('/blob/main/docs/errors.md', '.git')}`).toBe(repository.url)
  })

  test.each(codes.filter((code) => code !== 'ERR_EXECUTOR'))('is named by %s', (code) => {
    class Sample extends ExecutorError {
      static override readonly code: string = code
    }
    expect(new Sample('too late').message).toBe(`too late\n  see ${page}#${code.toLowerCase()}`)
  })

  test('is named by every public class but the base', () => {
    const classes = Object.values(errors).filter(
      (value) =>
        Object.prototype.isPrototypeOf.call(ExecutorError, value) && value !== ExecutorError,
    )
    const known = classes.map((Class) => (Class as typeof ExecutorError).code)
    expect(known.toSorted()).toEqual(codes.filter((code) => code !== 'ERR_EXECUTOR').toSorted())
  })

  test('is named in the stack as well', () => {
    expect(new SpawnError('missing', missing).stack).toContain(`#err_spawn\n    at `)
  })

  test('is not named where it says no more than the message', () => {
    expect(new ExecutorError('Cannot stop').message).toBe('Cannot stop')
  })

  test('is not named for a code that a user has made', () => {
    class QueueDown extends SpawnError {
      static override readonly code: string = 'ERR_QUEUE_DOWN'
    }
    expect(new QueueDown('missing', missing).message).toBe('missing')
  })

  test('is named once, at the end, by a copy with further lines', () => {
    const { message } = new SpawnError('Cannot start "db"\n  command: redis', missing)
    expect(new SpawnError(`${message}\n  needed by "api"`, missing).message).toBe(
      `Cannot start "db"\n  command: redis\n  needed by "api"\n  see ${page}#err_spawn`,
    )
  })

  test('stays where a program has printed it', () => {
    const output = `last 2 lines of its output:\n    see ${page}#err_spawn\n    second`
    expect(new SupervisorError(output, { logFile: undefined }).message).toBe(
      `${output}\n  see ${page}#err_supervisor`,
    )
  })

  test('is named for each code that a message quotes', () => {
    const quoted = [new SpawnError('a', missing), new SpawnError('b', missing)]
    const lost = new SupervisorError('c', { logFile: undefined })
    const text = [...quoted, lost].map(({ message }) => message).join('\n')
    expect(new ExecutorError(text).message).toBe(
      `a\nb\nc\n  see ${page}#err_spawn\n  see ${page}#err_supervisor`,
    )
  })
})
