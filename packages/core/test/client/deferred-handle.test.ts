import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { deferHandle, type Handle } from '../../src/client/index.js'

describe('The handle of a process that is not started yet', () => {
  const handle = deferHandle<Handle>({ name: 'db', when: 'it is started later' }, () => undefined)

  test('has a name, and can be written down', () => {
    expect(handle.name).toBe('db')
    expect(String(handle)).toBe('"db"')
    expect(inspect(handle)).toBe('{}')
  })

  test('says when the process can be used', () => {
    expect(() => handle.port).toThrow('"db" is not started: it is started later')
    expect(() => handle.stop()).toThrow('"db" is not started: it is started later')
  })

  test('is no promise', async () => {
    expect(await Promise.resolve(handle)).toBe(handle)
  })
})
