import { expect, test } from 'vitest'
import { findMisuse, tcpExecutor } from '../../src/declaration/index.js'

test.each(['db', tcpExecutor('db'), {}])('findMisuse() leaves %o to others', (wanted) => {
  expect(findMisuse(wanted)).toBeUndefined()
})

test.each([
  [undefined, ', and is missing'],
  [null, ', not null'],
  [['db'], ', not a list'],
  [() => undefined, ', not a function'],
])('findMisuse() says what %o should be', (wanted, input) => {
  expect(findMisuse(wanted)?.message).toBe(
    `Invalid argument of useProcess():\n  - must be the name of a process, or a declaration as tcpExecutor() returns it${input}`,
  )
})
