import { expect, test } from 'vitest'
import { readArguments, usage } from '../src/arguments.js'
import { serviceNames } from '../src/services.js'

test('reads everything that can be said', () => {
  const args = ['shop', '--runner', 'jest', '--services', 'postgres, redis', '-y']
  expect(readArguments(args)).toEqual({
    folder: 'shop',
    runner: 'jest',
    services: ['postgres', 'redis'],
    yes: true,
    help: false,
    version: false,
  })
})

test('leaves open what is not said', () => {
  expect(readArguments([])).toMatchObject({
    folder: undefined,
    runner: undefined,
    services: undefined,
    yes: false,
  })
})

test.each([
  [['--runner', 'mocha'], 'there is no runner "mocha"; there are vitest, jest'],
  [['--services', 'postgres,oracle'], 'there is no service "oracle"; there are postgres, redis'],
  [['--services', ''], 'there is no service ""'],
  [['a', 'b'], 'one folder at most, not a and b'],
  [['--runer', 'jest'], "Unknown option '--runer'"],
  [['--runner'], '--runner'],
])('refuses %j', (args, reason) => {
  expect(() => readArguments(args)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(reason) }),
  )
})

test('explains itself on one screen, with every service', () => {
  const lines = usage.split('\n')
  expect(lines.length).toBeLessThanOrEqual(24)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(90)
  for (const name of serviceNames) expect(usage).toContain(name)
})
