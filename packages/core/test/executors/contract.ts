import { existsSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allocatePort } from '../../src/ports/index.js'
import { createDeferred } from '../../src/internal/deferred.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { expectDeath, identityOf, lookAt } from '../support/processes.js'
import type { ContractExecutor, Driver } from './driver.js'
import { makeGatedSubject, makeSubject, type SubjectKind } from './subjects.js'

/** What holds for every executor class, through every driver. */
export function describeContract(title: string, kind: SubjectKind, driver: Driver): void {
  /** An executor that is stopped at the end of the test, however that ends. */
  const create = (options?: Record<string, unknown>): ContractExecutor =>
    register(driver.create(makeSubject(kind, options)))

  const createGated = async (
    options?: Record<string, unknown>,
  ): Promise<{ executor: ContractExecutor; openGate: () => Promise<void> }> => {
    const subject = await makeGatedSubject(kind, options)
    return { executor: register(driver.create(subject)), openGate: () => subject.openGate() }
  }

  const register = (executor: ContractExecutor): ContractExecutor => {
    afterTest(async () => {
      await executor.kill()
    })
    return executor
  }

  const expectNothingLeft = async (executor: ContractExecutor): Promise<void> => {
    expect(driver.listProcesses()).toEqual([])
    if (executor.tmp === undefined) return // it had not come so far as to be given anything
    expect(existsSync(executor.tmp)).toBe(false)
    if (kind !== 'tcp' && kind !== 'http') return
    const again = await allocatePort(executor.port)
    again.release()
    expect(again.port).toBe(executor.port)
  }

  const launched = (executor: ContractExecutor): Promise<unknown> =>
    eventually({ what: 'a pid' }, () => executor.pid)

  describe(`${title}.start()`, () => {
    test('starts a process with everything that belongs to it', async () => {
      const executor = create()
      expect(await executor.running()).toBe(false)
      expect(executor.pid).toBeUndefined()
      await executor.start()
      expect(await executor.running()).toBe(true)
      expect(driver.listProcesses().map(({ pid }) => pid)).toContain(executor.pid)
      expect(executor.exit).toBeUndefined()
      expect(statSync(executor.tmp as string).mode & 0o777).toBe(0o700)
      await executor.stop()
      await expectNothingLeft(executor)
    })

    test('gives the identical promise while starting and when started', async () => {
      const executor = create()
      const first = executor.start()
      expect(executor.start()).toBe(first)
      await first
      expect(executor.start()).toBe(first)
      await executor.stop()
      const second = executor.start()
      expect(second).not.toBe(first)
      await second
    })

    test('starts again after a stop, and after a crash', async () => {
      const executor = create()
      await executor.start()
      await executor.stop()
      await executor.start()
      const before = identityOf(executor.pid)
      process.kill(before.pid, 'SIGKILL')
      await eventually({ what: 'the crash to be seen' }, async () => !(await executor.running()))
      await executor.start()
      expect(await executor.running()).toBe(true)
      expect(executor.pid).not.toBe(before.pid)
    })

    test('called while stopping starts afterwards', async () => {
      const executor = create()
      await executor.start()
      const before = identityOf(executor.pid)
      const stopped = executor.stop()
      const started = executor.start()
      await Promise.all([stopped, started])
      await expectDeath(before)
      expect(await executor.running()).toBe(true)
      expect(executor.pid).not.toBe(before.pid)
    })

    test('rejects with the reason of a signal that was aborted before', async () => {
      const executor = create()
      const reason = new Error('no longer wanted')
      await expect(executor.start({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(await executor.running()).toBe(false)
      await expectNothingLeft(executor)
    })

    test('aborted in the same turn leaves nothing', async () => {
      const executor = create()
      const abort = new AbortController()
      const started = executor.start({ signal: abort.signal })
      abort.abort(new Error('no longer wanted'))
      await expect(started).rejects.toThrow('no longer wanted')
      await expectNothingLeft(executor)
    })

    test('aborted once the process runs leaves nothing', async () => {
      const { executor } = await createGated()
      const abort = new AbortController()
      const started = rejectionOf(executor.start({ signal: abort.signal }))
      await launched(executor)
      abort.abort(new Error('no longer wanted'))
      expect((await started).message).toBe('no longer wanted')
      await expectNothingLeft(executor)
    })

    test('works again after it was aborted', async () => {
      const { executor, openGate } = await createGated()
      const abort = new AbortController()
      const started = rejectionOf(executor.start({ signal: abort.signal }))
      await launched(executor)
      abort.abort()
      await started
      await openGate()
      await executor.start()
      expect(await executor.running()).toBe(true)
    })

    test('rejects with TimeoutExpiredError at its deadline and leaves nothing', async () => {
      const { executor } = await createGated({ startTimeout: 400 })
      const error = await rejectionOf(executor.start())
      expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 400 })
      expect(error.message).toContain('within 400 ms')
      expect(await executor.running()).toBe(false)
      await expectNothingLeft(executor)
    })
  })

  describe(`${title}.stop()`, () => {
    test('resolves when nothing runs, and when called twice', async () => {
      const executor = create()
      await executor.stop()
      await executor.start()
      await Promise.all([executor.stop(), executor.stop()])
      await executor.stop()
      expect(await executor.running()).toBe(false)
      expect(executor.pid).toBeUndefined()
      expect(executor.exit).toEqual({ code: null, signal: 'SIGTERM', forced: false })
      await expectNothingLeft(executor)
    })

    test('in the same turn as start() makes that reject', async () => {
      const executor = create()
      const started = rejectionOf(executor.start())
      await executor.stop()
      expect((await started).message).toMatch(
        /^Cannot start ".+": it was stopped while it was starting$/,
      )
      await expectNothingLeft(executor)
    })

    test('while the process is not ready yet makes start() reject', async () => {
      const { executor } = await createGated()
      const started = rejectionOf(executor.start())
      await launched(executor)
      await executor.stop()
      expect((await started).message).toContain('it was stopped while it was starting')
      await expectNothingLeft(executor)
    })

    test('is what leaving an `await using` block does', async () => {
      const executor = create()
      {
        await using used = executor
        await used.start()
      }
      expect(await executor.running()).toBe(false)
      await expectNothingLeft(executor)
    })

    test('ends a paused process too', async () => {
      const executor = create()
      await executor.start()
      await executor.pause()
      await inTime({ what: 'the stop', within: 5_000 }, executor.stop())
      expect(executor.exit).toEqual({ code: null, signal: 'SIGTERM', forced: false })
      await expectNothingLeft(executor)
    })
  })

  describe(`${title}.kill()`, () => {
    test('ends everything at once, which is no error', async () => {
      const executor = create()
      await executor.kill()
      await executor.start()
      await executor.kill()
      expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
      await expectNothingLeft(executor)
    })

    test('with `wait: false` does not wait, and stop() then does', async () => {
      const executor = create()
      await executor.start()
      await executor.kill({ wait: false })
      await executor.stop()
      expect(executor.exit).toMatchObject({ signal: 'SIGKILL', forced: true })
      await expectNothingLeft(executor)
    })

    test('while the process is not ready yet makes start() reject', async () => {
      const { executor } = await createGated()
      const started = rejectionOf(executor.start())
      await launched(executor)
      await executor.kill()
      await started
      await expectNothingLeft(executor)
    })
  })

  describe(`${title}.restart() and stopped()`, () => {
    test('keep the port and the folder', async () => {
      const executor = create()
      await executor.start()
      const { port, tmp, pid } = executor
      await executor.restart()
      expect([executor.port, executor.tmp]).toEqual([port, tmp])
      expect(executor.pid).not.toBe(pid)
      expect(existsSync(tmp as string)).toBe(true)
      await executor.stop()
      await expectNothingLeft(executor)
    })

    test('run the function while nothing runs, and start again even if it throws', async () => {
      const executor = create()
      await executor.start()
      const before = identityOf(executor.pid)
      const stopped = executor.stopped(async () => {
        await expectDeath(before)
        expect(await executor.running()).toBe(false)
        throw new Error('fault of the test')
      })
      await expect(stopped).rejects.toThrow('fault of the test')
      expect(await executor.running()).toBe(true)
      expect(await executor.stopped(() => 'result')).toBe('result')
      expect(await executor.running()).toBe(true)
    })

    test('reject when it is stopped meanwhile, and start nothing', async () => {
      const executor = create()
      await executor.start()
      const [inside, over] = [createDeferred(), createDeferred()]
      const stopped = rejectionOf(
        executor.stopped(() => {
          inside.resolve()
          return over.promise
        }),
      )
      await inside.promise
      await executor.stop()
      await expectNothingLeft(executor)
      over.resolve()
      expect((await stopped).message).toMatch(
        /^Cannot start ".+": it was stopped while it was starting$/,
      )
      await expectNothingLeft(executor)
    })
  })

  describe(`${title}.pause() and resume()`, () => {
    test('stop and continue every process of the group', async () => {
      const executor = create()
      await executor.start()
      const pids = driver.listProcesses().map(({ pid }) => pid)
      const states = (): string[] => pids.map((pid) => lookAt(pid)?.state ?? 'gone')
      await executor.pause()
      await eventually({ what: 'state T' }, states, (seen) => seen.every((each) => each === 'T'))
      await executor.resume()
      await eventually({ what: 'going on' }, states, (seen) => !seen.includes('T'))
    })

    test('reject when nothing runs', async () => {
      const executor = create({ name: 'sleeper' })
      await expect(executor.pause()).rejects.toThrow('Cannot pause "sleeper": it is not running')
      await expect(executor.resume()).rejects.toThrow('Cannot resume "sleeper": it is not running')
    })
  })

  describe(`${title}: output`, () => {
    test('is readable while it runs and afterwards, and can be waited for', async () => {
      const executor = create()
      const started = executor.start()
      const [found] = await inTime({ what: 'ready' }, executor.waitForOutput(/read(y)/))
      expect(found).toBe('ready')
      await started
      expect((await executor.waitForOutput(/read(y)/))[1]).toBe('y') // earlier output counts
      await executor.stop()
      expect(await executor.output()).toContain('ready')
      expect(await executor.log()).toContain('ready')
      expect(await executor.errOutput()).toBe('')
    })

    test('that does not come is an error at the timeout, or at the end of the process', async () => {
      const executor = create()
      await executor.start()
      await expect(executor.waitForOutput(/never said/, { timeout: 50 })).rejects.toMatchObject({
        code: 'ERR_TIMEOUT_EXPIRED',
        timeout: 50,
      })
      const waiting = rejectionOf(executor.waitForOutput(/never said/))
      await executor.kill()
      expect(await waiting).toMatchObject({ code: 'ERR_PROCESS_EXITED', signal: 'SIGKILL' })
      await expect(executor.waitForOutput(/never said/)).rejects.toMatchObject({
        code: 'ERR_PROCESS_EXITED',
      })
    })

    test('waitFor() polls until its check is true, the time is over or the process ends', async () => {
      const executor = create()
      await executor.start()
      let calls = 0
      await executor.waitFor(async () => ++calls === 3)
      expect(calls).toBe(3)
      await expect(executor.waitFor(() => false, { timeout: 50 })).rejects.toMatchObject({
        code: 'ERR_TIMEOUT_EXPIRED',
      })
      const waiting = rejectionOf(executor.waitFor(() => false))
      await executor.kill()
      expect(await waiting).toMatchObject({ code: 'ERR_PROCESS_EXITED' })
    })
  })
}
