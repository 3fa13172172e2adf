import { expect, test } from 'vitest'
import { joinFaults, SpawnError } from '../../src/errors/index.js'

const missing = { errno: 'ENOENT', command: 'redis' } as const

function join(first: unknown, second: unknown): string {
  return (joinFaults({ fault: first }, second) as Error).message
}

test('Two faults are one error that hides neither', () => {
  const [first, second] = [new Error('first'), new Error('second')]
  const joined = joinFaults({ fault: first }, second)
  expect(joined).toMatchObject({ errors: [first, second], cause: first })
  expect(join(first, 'second')).toBe('first; and after that: second')
})

test('Their addresses are at the end, once', () => {
  const error = new SpawnError('missing', missing)
  expect(join(error, error)).toMatch(/^missing\nAfter that: missing\n {2}see \S+#err_spawn$/)
})

test('What failed alone is thrown as it is', () => {
  const later = new Error('later')
  expect(joinFaults({ value: 1 }, later)).toBe(later)
  expect(joinFaults(undefined, later)).toBe(later)
})
