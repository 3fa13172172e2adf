import { describe, expect, test } from 'vitest'
import { describeUnknownName, findMisuse, tcpExecutor } from '../../src/declaration.js'
import { withoutPage } from '../support/pages.js'

test.each(['db', tcpExecutor('db'), {}])('findMisuse() leaves %o to others', (wanted) => {
  expect(findMisuse(wanted, 'useProcess')).toBeUndefined()
})

test.each([
  [undefined, ', and is missing'],
  [null, ', not null'],
  [['db'], ', not a list'],
  [() => undefined, ', not a function'],
])('findMisuse() says what %o should be', (wanted, input) => {
  expect(withoutPage(findMisuse(wanted, 'useProcess')?.message)).toBe(
    `Invalid argument of useProcess():\n  - must be the name of a process, or a declaration as tcpExecutor() returns it${input}`,
  )
})

describe('describeUnknownName()', () => {
  const describeAmong = (...known: string[]): string =>
    withoutPage(
      describeUnknownName('redsi', {
        known,
        caller: 'useProcess',
        advise: (name) => `add ${name} to the block`,
      }).message,
    )

  test('names what was probably meant, and all there are', () => {
    expect(describeAmong('api', 'redis')).toBe(
      'Invalid name in useProcess():\n  - there is no "redsi" among the configured processes (did you mean "redis"?): api, redis',
    )
    expect(describeAmong('api', 'web')).toMatch(/among the configured processes: api, web$/)
  })

  test('says what to do where there are none', () => {
    expect(describeAmong()).toMatch(
      /there is no "redsi", because no processes are configured: add redsi to the block$/,
    )
  })
})
