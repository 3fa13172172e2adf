import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { createDeferred } from '../../src/internal/deferred.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { listOurs, use } from '../support/use.js'

const cancelled = 'Cannot start "subject": it was stopped while it was starting'

/** A process with a port and a folder of its own. */
async function startOne(): Promise<SimpleExecutor> {
  const env = { SCRATCH: '{tmp}' }
  const executor = use(
    new SimpleExecutor(fixture('lives'), { name: 'subject', ports: ['spare'], env }),
  )
  await executor.start()
  return executor
}

/** Is ready when the function that comes with it was called. */
async function makeGated(): Promise<{ executor: SimpleExecutor; openGate: () => Promise<void> }> {
  const gate = join(await makeFolder(), 'gate')
  const healthcheck = ['test', '-e', gate]
  const executor = use(new SimpleExecutor(fixture('lives'), { name: 'subject', healthcheck }))
  return { executor, openGate: () => writeFile(gate, '') }
}

async function expectNothingLeft(executor: SimpleExecutor): Promise<void> {
  expect(executor.running()).toBe(false)
  expect(listOurs()).toEqual([])
  expect(existsSync(executor.tmp as string)).toBe(false)
}

describe.each(['stop', 'kill'] as const)('SimpleExecutor.%s()', (end) => {
  test('in the same turn as restart() makes that reject', async () => {
    const executor = await startOne()
    const restarted = rejectionOf(executor.restart())
    await executor[end]()
    expect((await restarted).message).toBe(cancelled)
    await expectNothingLeft(executor)
  })

  test('while it is stopped for a function makes stopped() reject', async () => {
    const executor = await startOne()
    const [inside, over] = [createDeferred(), createDeferred()]
    const stopped = rejectionOf(
      executor.stopped(() => {
        inside.resolve()
        return over.promise
      }),
    )
    await inside.promise
    await executor[end]()
    await expectNothingLeft(executor)
    over.resolve()
    expect((await stopped).message).toBe(cancelled)
    await expectNothingLeft(executor)
  })

  test('in the function itself makes stopped() reject', async () => {
    const executor = await startOne()
    const stopped = rejectionOf(executor.stopped(() => executor[end]()))
    expect((await stopped).message).toBe(cancelled)
    await expectNothingLeft(executor)
  })
})

describe('SimpleExecutor.restart()', () => {
  test('works again after a stop() that made one reject', async () => {
    const executor = await startOne()
    const restarted = rejectionOf(executor.restart())
    await executor.stop()
    await restarted
    await executor.restart()
    expect(executor.running()).toBe(true)
  })

  test('does not make another one reject', async () => {
    const executor = await startOne()
    await Promise.all([executor.restart(), executor.restart()])
    expect(executor.running()).toBe(true)
  })
})

describe('SimpleExecutor.stopped() whose function throws', () => {
  test('tells of the start that fails afterwards, too', async () => {
    const executor = await startOne()
    const fault = new TypeError('fault of the test')
    const stopped = executor.stopped(async () => {
      await executor.stop()
      throw fault
    })
    const error = await rejectionOf<AggregateError>(stopped)
    expect(error).toBeInstanceOf(AggregateError)
    expect(error.message).toBe(`fault of the test; and after that: ${cancelled}`)
    expect(error.errors).toEqual([fault, expect.objectContaining({ message: cancelled })])
    expect(error.cause).toBe(fault)
  })
})

describe('SimpleExecutor.start()', () => {
  test('while a stop gives the folder back has one of its own', async () => {
    const executor = await startOne()
    const { ports, tmp } = executor
    const stopped = executor.stopped(async () => {
      await Promise.all([executor.stop(), executor.start()])
    })
    await Promise.allSettled([stopped])
    expect(executor.running()).toBe(true)
    expect(executor.ports).toEqual(ports)
    expect(executor.tmp).not.toBe(tmp)
    expect(existsSync(executor.tmp as string)).toBe(true)
    await executor.stop()
    await expectNothingLeft(executor)
  })

  test('after stop() of a start under way starts anew', async () => {
    const { executor, openGate } = await makeGated()
    const first = rejectionOf(executor.start())
    await eventually({ what: 'a pid' }, () => executor.pid)
    const { pid } = executor
    const stopped = executor.stop()
    const second = executor.start()
    expect(executor.start()).toBe(second)
    await openGate()
    expect((await first).message).toBe(cancelled)
    await stopped
    await second
    expect(executor.running()).toBe(true)
    expect(executor.pid).not.toBe(pid)
  })

  test('after the signal of a start under way was aborted starts anew', async () => {
    const { executor, openGate } = await makeGated()
    const abort = new AbortController()
    const first = rejectionOf(executor.start({ signal: abort.signal }))
    await eventually({ what: 'a pid' }, () => executor.pid)
    abort.abort(new Error('no longer wanted'))
    const second = executor.start()
    await openGate()
    expect((await first).message).toBe('no longer wanted')
    await second
    expect(executor.running()).toBe(true)
  })

  test('is given up by the stop() that is called last', async () => {
    const executor = await startOne()
    const outcomes = await Promise.allSettled([
      executor.stop(),
      executor.start(),
      executor.stop(),
      executor.start(),
      executor.stop(),
    ])
    const [, first, , second] = outcomes
    expect(first).toMatchObject({ reason: { message: cancelled } })
    expect(second).toMatchObject({ reason: { message: cancelled } })
    await expectNothingLeft(executor)
  })
})

describe('SimpleExecutor.kill()', () => {
  test('ends a stubborn process although a start waits for its stop', async () => {
    const executor = use(new SimpleExecutor(fixture('ignores-sigterm'), { stopTimeout: 60_000 }))
    await executor.start()
    await executor.waitForOutput('ready')
    const stopped = executor.stop()
    await executor.waitForOutput('ignores SIGTERM')
    const started = rejectionOf(executor.start())
    await inTime({ what: 'the kill', within: 10_000 }, executor.kill())
    await stopped
    expect((await started).message).toContain('it was stopped while it was starting')
    expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
    expect(listOurs()).toEqual([])
  })
})
