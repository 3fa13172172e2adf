import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FileCheck } from '../../src/readiness/index.js'

let folder: string
let path: string

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  folder = mkdtempSync(join(tmpdir(), 'readiness-'))
  path = join(folder, 'daemon.pid')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const empty = (): object => ({ ready: false, reason: `${path} is empty` })

describe('FileCheck', () => {
  test('is ready as soon as the file has content', async () => {
    const check = new FileCheck(path)
    expect(await check.attempt()).toMatchObject({
      ready: false,
      reason: expect.stringMatching(/daemon\.pid does not exist$/),
    })
    writeFileSync(path, '')
    expect(await check.attempt()).toEqual(empty())
    writeFileSync(path, '123')
    expect(await check.attempt()).toEqual({ ready: true })
  })

  test('takes a file that stays empty for 200 ms as it is', async () => {
    const check = new FileCheck(path)
    writeFileSync(path, '')
    expect(await check.attempt()).toEqual(empty())
    vi.advanceTimersByTime(199)
    expect(await check.attempt()).toEqual(empty())
    vi.advanceTimersByTime(1)
    expect(await check.attempt()).toEqual({ ready: true })
  })

  test('gives the time anew to an empty file that went away in between', async () => {
    const check = new FileCheck(path)
    writeFileSync(path, '')
    expect(await check.attempt()).toEqual(empty())
    rmSync(path)
    expect(await check.attempt()).toMatchObject({ ready: false })
    vi.advanceTimersByTime(300)
    writeFileSync(path, '')
    expect(await check.attempt()).toEqual(empty())
  })

  test('tells whether the file exists, with or without content', async () => {
    const check = new FileCheck(path)
    expect(await check.exists()).toBe(false)
    writeFileSync(path, '')
    expect(await check.exists()).toBe(true)
    rmSync(path)
    mkdirSync(path)
    expect(await check.exists()).toBe(true)
  })
})
