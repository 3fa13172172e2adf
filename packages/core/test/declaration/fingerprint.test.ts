import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprint } from '../../src/declaration/fingerprint.js'
import { tcpExecutor } from '../../src/declaration.js'
import type { OuterProcess, PlanContext } from '../../src/declaration/plan.js'
import { naming, plan, type Block } from './blocks.js'

/** The same value with the keys of every object in the opposite order. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toReversed()
  return Object.fromEntries(entries.map(([key, child]) => [key, reverseKeys(child)]))
}

describe('fingerprint()', () => {
  test('is short text that can stand in a log', () => {
    expect(fingerprint({ a: 1 })).toMatch(/^[0-9a-f]{16}$/)
  })

  test('is the same whatever the order of keys', () => {
    const check = (value: unknown): void => {
      expect(fingerprint(reverseKeys(value))).toBe(fingerprint(value))
    }
    fc.assert(fc.property(fc.jsonValue(), check))
  })

  test('is the same for two values exactly when they are equal', () => {
    const anyValue = fc.json({ maxDepth: 2 }).map((text): unknown => JSON.parse(text))
    const anyEqual = anyValue.map((value) => [value, reverseKeys(value)])
    const check = ([one, other]: unknown[]): void => {
      const [a, b] = [one, other].map((value): unknown => JSON.parse(JSON.stringify(value))) // no -0
      expect(fingerprint(one) === fingerprint(other)).toBe(isDeepStrictEqual(a, b))
    }
    fc.assert(fc.property(fc.oneof(anyEqual, fc.tuple(anyValue, anyValue)), check))
  })

  test.each<[string, unknown, unknown]>([
    ['the order of a list', ['a', 'b'], ['b', 'a']],
    ['where a list is cut', ['ab', 'c'], ['a', 'bc']],
    ['a number and its text', { port: 1 }, { port: '1' }],
    ['a variable that is removed and one that is left', { A: undefined }, {}],
    ['a variable that is removed and an empty one', { A: undefined }, { A: '' }],
    ['a regular expression and text that looks like it', /x/, '/x/'],
    ['the flags of a regular expression', /x/i, /x/],
    ['keys that every object has', JSON.parse('{"__proto__":1}'), {}],
  ])('tells apart %s', (_what, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other))
  })

  test('is the same for a regular expression and the form of it that JSON keeps', () => {
    expect(fingerprint({ banner: /x/i })).toBe(
      fingerprint({ banner: { $regexp: 'x', flags: 'i' } }),
    )
  })
})

describe('the fingerprint of a process', () => {
  const chain = {
    api: tcpExecutor('api', naming('cache.port')),
    cache: tcpExecutor('cache', naming('db.port')),
    db: tcpExecutor('db'),
    mail: tcpExecutor('mail'),
  }
  const listPrints = (block: Block, context?: Partial<PlanContext>): Record<string, string> =>
    Object.fromEntries([...plan(block, context)].map(([key, each]) => [key, each.fingerprint]))
  const listChanged = (block: Block, context?: Partial<PlanContext>): string[] => {
    const before = listPrints(chain)
    const after = Object.entries(listPrints(block, context))
    return after.filter(([key, print]) => before[key] !== print).map(([key]) => key)
  }

  test('is another for every process of a block', () => {
    expect(new Set(Object.values(listPrints(chain))).size).toBe(4)
  })

  test('is the same when it is planned again, from what JSON kept, in another order', () => {
    expect(listChanged(chain)).toEqual([])
    expect(listChanged(JSON.parse(JSON.stringify(chain)) as Block)).toEqual([])
    expect(listChanged(reverseKeys(chain) as Block)).toEqual([])
  })

  test('does not depend on what stands beside it in the block', () => {
    expect(listChanged({ db: chain.db })).toEqual([])
    expect(listChanged({ ...chain, mail: tcpExecutor('mail --fast') })).toEqual(['mail'])
  })

  test('changes with that of whatever it depends on, directly or not', () => {
    expect(listChanged({ ...chain, db: tcpExecutor('db --fast') })).toEqual(['api', 'cache', 'db'])
    expect(listChanged({ ...chain, cache: tcpExecutor('cache') })).toEqual(['api', 'cache'])
  })

  test('changes with the folder', () => {
    expect(listChanged(chain, { folder: '/elsewhere' })).toEqual(Object.keys(chain))
    const mail = tcpExecutor('mail', { cwd: 'mail' })
    const [here, there] = ['/work', '/elsewhere'].map((folder) => listPrints({ mail }, { folder }))
    expect(here).not.toEqual(there)
  })

  test('does not change with the folder when its own is said in full', () => {
    const mail = tcpExecutor('mail', { cwd: '/mail' })
    const [here, there] = ['/work', '/elsewhere'].map((folder) => listPrints({ mail }, { folder }))
    expect(here).toEqual(there)
  })

  test.each([
    { port: 5 },
    { name: 'mailer' },
    { env: { A: '' } },
    { env: { A: null } },
    { scope: 'run' },
    { waitOn: 'tcp:1' },
    { reset: 'x' },
    { prepare: 'x' },
    { startTimeout: 1 },
    { onCrash: 'restart' },
  ] as const)('changes with an option: %j', (options) => {
    expect(listChanged({ ...chain, mail: tcpExecutor('mail', options) })).toEqual(['mail'])
  })

  test('is the same when an option has the value that is the default', () => {
    const mail = tcpExecutor('mail', { startTimeout: 60_000, name: 'mail', shell: false })
    expect(listChanged({ ...chain, mail })).toEqual([])
  })

  test('changes with an outer process on which it depends', () => {
    const { api, cache } = chain
    const outside = (print: string): Partial<PlanContext> => {
      const db: OuterProcess = {
        members: ['port'],
        scope: 'run',
        isKept: false,
        fingerprint: print,
      }
      return { outer: new Map([['db', db]]) }
    }
    const { db: print } = listPrints(chain)
    expect(listChanged({ api, cache }, outside(print ?? ''))).toEqual([])
    expect(listChanged({ api, cache }, outside('another'))).toEqual(['api', 'cache'])
  })
})
