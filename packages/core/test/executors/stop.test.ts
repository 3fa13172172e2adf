import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ProcessFinishedWithError, SimpleExecutor } from '../../src/index.js'
import { eventually, measure, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { identityOf, lives } from '../support/processes.js'
import { listOurs, use } from '../support/use.js'

/** A process that answers its stop signal by exiting with a code. */
async function startExiting(
  code: number,
  options: ConstructorParameters<typeof SimpleExecutor>[1] = {},
): Promise<SimpleExecutor> {
  const signal = options.stopSignal ?? 'SIGTERM'
  const executor = use(new SimpleExecutor(fixture('exits-with', code, signal), options))
  await executor.start()
  await executor.waitForOutput('ready')
  return executor
}

async function crash(executor: SimpleExecutor): Promise<void> {
  process.kill(executor.pid as number, 'SIGUSR2')
  await eventually({ what: 'the crash to be seen' }, () => executor.exit)
}

describe('SimpleExecutor.stop() resolves when the process', () => {
  test('exits with 0', async () => {
    const executor = await startExiting(0)
    await executor.stop()
    expect(executor.exit).toEqual({ code: 0, signal: null, forced: false })
  })

  test('is ended by the stop signal', async () => {
    const executor = use(new SimpleExecutor(fixture('lives'), { stopSignal: 'SIGINT' }))
    await executor.start()
    await executor.stop()
    expect(executor.exit).toEqual({ code: null, signal: 'SIGINT', forced: false })
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGUSR1'] as const)(
    'exits with 128 + the number of its stop signal %s',
    async (stopSignal) => {
      const code = 128 + constants.signals[stopSignal]
      const executor = await startExiting(code, { stopSignal })
      await executor.stop()
      expect(executor.exit).toEqual({ code, signal: null, forced: false })
    },
  )

  test('exits with the expectedExitCode of the options', async () => {
    const executor = await startExiting(7, { expectedExitCode: 7 })
    await executor.stop()
    expect(executor.exit?.code).toBe(7)
  })

  test('exits with the expectedExitCode of the call, which goes before that of the options', async () => {
    const executor = await startExiting(8, { expectedExitCode: 7 })
    await executor.stop({ expectedExitCode: 8 })
    expect(executor.exit?.code).toBe(8)
  })

  test.each([
    ['one of several codes', [6, 7] as const],
    ['one of codes and signals', ['SIGABRT', 7] as const],
  ])('exits with %s that are expected', async (_what, expectedExitCode) => {
    const executor = await startExiting(7, { expectedExitCode })
    await executor.stop()
    expect(executor.exit?.code).toBe(7)
  })

  test('is ended by another signal that is expected', async () => {
    const script = 'trap "kill -ABRT $$" TERM; echo ready; sleep 1000 & wait'
    const executor = use(new SimpleExecutor(['sh', '-c', script], { expectedExitCode: 'SIGABRT' }))
    await executor.start()
    await executor.waitForOutput('ready')
    await executor.stop()
    expect(executor.exit?.signal).toBe('SIGABRT')
  })

  test('is one that is known to answer with another code', async () => {
    const program = join(await makeFolder(), 'nats-server')
    symlinkSync(process.execPath, program)
    const [, ...args] = fixture('exits-with', 1, 'SIGTERM')
    const executor = use(new SimpleExecutor([program, ...args]))
    await executor.start()
    await executor.waitForOutput('ready')
    await executor.stop()
    expect(executor.exit?.code).toBe(1)
  })

  test('ends its children itself, and only it gets the signal', async () => {
    // As Varnish's manager, which takes the end of its worker for a crash.
    const child = `process.on('SIGTERM', () => process.exit(64)).on('SIGINT', () => process.exit(0))
      setInterval(() => undefined, 1e6); console.log('ready')`
    const leader = `const child = require('child_process').spawn(process.execPath, ['-e', process.argv[1]],
        { stdio: 'inherit' })
      process.on('SIGTERM', () => child.kill('SIGINT')); child.on('exit', (code) => process.exit(code))`
    const command = [process.execPath, '-e', leader, child]
    const executor = use(new SimpleExecutor(command, { stopTarget: 'leader' }))
    await executor.start()
    await executor.waitForOutput('ready')
    await executor.stop()
    expect(executor.exit).toEqual({ code: 0, signal: null, forced: false })
  })

  test('is ended by the signal of the call instead of stopSignal', async () => {
    const executor = use(new SimpleExecutor(fixture('lives')))
    await executor.start()
    await executor.stop({ signal: 'SIGQUIT' })
    expect(executor.exit?.signal).toBe('SIGQUIT')
  })

  test('had exited with 0 by itself', async () => {
    const executor = use(new SimpleExecutor('true'))
    await executor.start()
    await eventually({ what: 'the exit' }, () => executor.exit)
    expect(executor.running()).toBe(false)
    await executor.stop()
  })

  test('does not obey and has to be forced, and says so', async () => {
    const executor = use(new SimpleExecutor(fixture('ignores-sigterm'), { stopTimeout: 150 }))
    await executor.start()
    await executor.waitForOutput('ready')
    const warned = once(process, 'warning')
    const elapsed = await measure(() => executor.stop())
    const [warning] = (await warned) as [Error]
    expect(warning).toMatchObject({ name: 'MirakuruWarning', code: 'FORCED_STOP' })
    expect(warning.message).toMatch(/^"ignores-sigterm.sh" did not end within 150 ms of SIGTERM/)
    expect(elapsed).toBeGreaterThanOrEqual(149)
    expect(elapsed).toBeLessThan(5_000)
    expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
    expect(executor.output()).toContain('ignores SIGTERM')
    expect(listOurs()).toEqual([])
  })

  test('is forced by another killSignal', async () => {
    const executor = use(
      new SimpleExecutor(fixture('ignores-sigterm'), { stopTimeout: 50, killSignal: 'SIGQUIT' }),
    )
    await executor.start()
    await executor.waitForOutput('ready')
    await executor.stop()
    expect(executor.exit).toEqual({ code: null, signal: 'SIGQUIT', forced: true })
  })

  test('has a killSignal that it ignores as well', async () => {
    const executor = use(
      new SimpleExecutor(fixture('ignores-sigterm'), { stopTimeout: 50, killSignal: 'SIGINT' }),
    )
    await executor.start()
    await executor.waitForOutput('ready')
    await executor.stop()
    expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
    expect(listOurs()).toEqual([])
  })
})

describe('SimpleExecutor.stop() rejects with ProcessFinishedWithError', () => {
  test('when the process exits with another code, after everything is gone', async () => {
    const executor = await startExiting(3, { name: 'api', expectedExitCode: 4 })
    const leader = identityOf(executor.pid)
    const error = await rejectionOf<ProcessFinishedWithError>(executor.stop())
    expect(lives(leader)).toBe(false)
    expect(listOurs()).toEqual([])
    expect(error).toBeInstanceOf(ProcessFinishedWithError)
    expect(error).toMatchObject({ exitCode: 3, signal: null, log: 'ready\n' })
    expect(error.message).toMatch(
      /^"api" exited with code 3 when it was stopped\n {2}hint: .*"expectedExitCode" to 3\n {2}command: /,
    )
  })

  test('when it exits with the number of another signal', async () => {
    const executor = await startExiting(128 + constants.signals.SIGINT)
    await expect(executor.stop()).rejects.toMatchObject({ exitCode: 130 })
  })

  test('once after a crash, and resolves the next time', async () => {
    const executor = use(new SimpleExecutor(fixture('exits-with', 9, 'SIGUSR2'), { name: 'api' }))
    await executor.start()
    await executor.waitForOutput('ready')
    await crash(executor)
    expect(executor.running()).toBe(false)
    expect(executor.exit).toEqual({ code: 9, signal: null, forced: false })
    const error = await rejectionOf(executor.stop())
    expect(error).toMatchObject({ code: 'ERR_PROCESS_FINISHED', exitCode: 9 })
    expect(error.message).toContain('"api" exited unexpectedly with code 9')
    expect(listOurs()).toEqual([])
    await executor.stop()
  })

  test('once after it was killed by somebody else', async () => {
    const executor = use(new SimpleExecutor(fixture('lives')))
    await executor.start()
    process.kill(executor.pid as number, 'SIGKILL')
    await eventually({ what: 'the crash to be seen' }, () => executor.exit)
    await expect(executor.stop()).rejects.toMatchObject({ exitCode: null, signal: 'SIGKILL' })
    await executor.stop()
  })

  test('to everybody who waits for the same stop, but not to a kill() that joins it', async () => {
    const executor = use(new SimpleExecutor(fixture('leader-exits-first', 3)))
    await executor.start()
    await executor.waitForOutput('ready')
    const stopped = [executor.stop(), executor.stop()]
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    const outcomes = await Promise.allSettled([...stopped, executor.kill()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })
})

describe('SimpleExecutor.kill()', () => {
  test('during a stop ends the wait for a stubborn process', async () => {
    const executor = use(new SimpleExecutor(fixture('ignores-sigterm')))
    await executor.start()
    await executor.waitForOutput('ready')
    const stopped = executor.stop()
    await executor.waitForOutput('ignores SIGTERM')
    expect(await measure(() => executor.kill())).toBeLessThan(5_000)
    await stopped
    expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
    expect(listOurs()).toEqual([])
  })

  test('uses the signal of the call', async () => {
    const executor = use(new SimpleExecutor(fixture('lives')))
    await executor.start()
    await executor.kill({ signal: 'SIGABRT' })
    expect(executor.exit).toEqual({ code: null, signal: 'SIGABRT', forced: true })
  })

  test('after a crash is no error', async () => {
    const executor = await startExiting(9, { stopSignal: 'SIGUSR2' })
    await crash(executor)
    await executor.kill()
    await executor.stop()
  })
})

describe('SimpleExecutor.restart()', () => {
  test('starts again after a crash, whose exit is no error here', async () => {
    const executor = use(new SimpleExecutor(fixture('exits-with', 9, 'SIGUSR2')))
    await executor.start()
    await executor.waitForOutput('ready')
    await crash(executor)
    await executor.restart()
    expect(executor.running()).toBe(true)
    expect(executor.exit).toBeUndefined()
  })
})
