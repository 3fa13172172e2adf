import { describe, expect, test } from 'vitest'
import {
  OutputExecutor,
  PidExecutor,
  ProcessExitedWithError,
  SimpleExecutor,
  TcpExecutor,
} from '../../src/index.js'
import { eventually, measure, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { expectDeath, identityOf, killAll, lives } from '../support/processes.js'
import { listOurs, use } from '../support/use.js'

describe('An exit before ready', () => {
  test('with another code than 0 fails at once, with code and output', async () => {
    const executor = use(new TcpExecutor(fixture('exits-with', 3), { name: 'api' }))
    let error: Error | undefined
    const elapsed = await measure(async () => (error = await rejectionOf(executor.start())))
    expect(elapsed).toBeLessThan(5_000)
    expect(error).toBeInstanceOf(ProcessExitedWithError)
    expect(error).toMatchObject({ exitCode: 3, signal: null })
    expect(error?.message).toMatch(
      /^Cannot start "api": it exited with code 3 before accepting connections on 127\.0\.0\.1:\d+\n {2}after [\d.]+ m?s of 60 s; last attempt: connect ECONNREFUSED/,
    )
    expect(error?.message).toContain('words on stdout')
    expect(error?.message).toContain('words on stderr')
    expect(executor.running()).toBe(false)
    expect(executor.pid).toBeUndefined()
    expect(executor.exit).toEqual({ code: 3, signal: null, forced: false })
    expect(listOurs()).toEqual([])
  })

  test('by a signal fails at once and names the signal', async () => {
    const executor = use(new TcpExecutor(['sh', '-c', 'kill -SEGV $$']))
    const error = await rejectionOf(executor.start())
    expect(error).toMatchObject({ exitCode: null, signal: 'SIGSEGV' })
    expect(error.message).toContain('it was killed by SIGSEGV')
  })

  test('with 0 and no daemon fails at once and says that nobody is left', async () => {
    const error = await rejectionOf(use(new TcpExecutor('true')).start())
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 0 })
    expect(error.message).toContain('no process that it started was left running')
  })

  test.each([
    ['OutputExecutor', () => new OutputExecutor('true', { banner: 'never' })],
    ['PidExecutor', () => new PidExecutor('true', { filename: '{tmp}/pid' })],
  ])('with 0 is not waited out by %s either', async (_name, create) => {
    await expect(use(create()).start()).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED' })
  })

  test('that leaves a grandchild holding stdout open is told without delay', async () => {
    const executor = use(new TcpExecutor(fixture('keeps-stdout-open', 4)))
    const started = rejectionOf(executor.start())
    await eventually({ what: 'the exit' }, () => executor.exit)
    expect(await measure(() => started)).toBeLessThan(5_000)
    expect(await started).toMatchObject({ exitCode: 4 })
    expect(listOurs()).toEqual([])
  })
})

describe('A banner', () => {
  test('that is the last word of a process that exits with 0 was seen in time', async () => {
    for (let round = 0; round < 20; round++) {
      const executor = use(new OutputExecutor('echo done', { banner: 'done' }))
      await executor.start()
      await executor.stop()
    }
  })

  test('that a daemon prints after its leader has gone is found', async () => {
    const gate = `${await makeFolder()}/gate`
    const executor = use(
      new OutputExecutor(fixture('daemonises', ...fixture('prints-banner-in-pieces')), {
        banner: /ready on port (?<port>\d{4})/,
        env: { READY_WHEN: gate },
      }),
    )
    const started = executor.start()
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    await use(new SimpleExecutor(['touch', gate])).start()
    await started
    expect(executor.port).toBe(4711)
    await executor.stop()
  })
})

describe('A daemon', () => {
  test('is waited for, and pid, running() and stop() are about it', async () => {
    const executor = use(
      new TcpExecutor(fixture('daemonises', ...fixture('listens-late', '{port}'))),
    )
    await executor.start()
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    expect(executor.exit).toMatchObject({ code: 0 })
    expect(executor.running()).toBe(true)
    const daemon = identityOf(executor.pid)
    expect(listOurs().map(({ pid }) => pid)).toContain(daemon.pid)
    await executor.stop()
    expect(lives(daemon)).toBe(false)
    expect(executor.running()).toBe(false)
    expect(executor.pid).toBeUndefined()
    expect(listOurs()).toEqual([])
  })

  test('of a SimpleExecutor has its pid told once the leader has gone', async () => {
    const executor = use(new SimpleExecutor(fixture('daemonises', ...fixture('lives'))))
    await executor.start()
    await executor.waitForOutput('ready')
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    expect(listOurs().map(({ pid }) => pid)).toContain(executor.pid)
    await executor.stop()
  })

  test('that obeys its stop signal is not killed', async () => {
    const executor = use(
      new OutputExecutor(fixture('daemonises', ...fixture('exits-with', 0, 'SIGTERM')), {
        banner: 'ready',
      }),
    )
    await executor.start()
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    await executor.stop()
    expect(listOurs()).toEqual([])
  })

  test('that dies before it is ready fails the start at once', async () => {
    const gate = `${await makeFolder()}/gate`
    const executor = use(
      new TcpExecutor(fixture('daemonises', ...fixture('listens-late', '{port}')), {
        env: { READY_WHEN: gate },
      }),
    )
    const started = rejectionOf(executor.start())
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    let hasFailed = false
    void started.then(() => (hasFailed = true))
    // Whoever is in the middle of an exec cannot be seen: killed is who shows up, until nobody does.
    await eventually({ what: 'the failure' }, () => {
      killAll(listOurs())
      return hasFailed
    })
    expect(await started).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 0 })
  })

  test('that dies after it was ready is no longer running', async () => {
    const executor = use(
      new TcpExecutor(fixture('daemonises', ...fixture('listens-late', '{port}'))),
    )
    await executor.start()
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    const daemon = identityOf(executor.pid)
    for (const { pid } of listOurs()) process.kill(pid, 'SIGKILL')
    await expectDeath(daemon, 2_000)
    await eventually({ what: 'the death to be seen' }, () => !executor.running())
    await executor.start()
    expect(executor.running()).toBe(true)
  })

  test('that ignores its stop signal is killed after stopTimeout', async () => {
    const executor = use(
      new OutputExecutor(fixture('daemonises', ...fixture('ignores-sigterm')), {
        banner: 'ready',
        stopTimeout: 100,
      }),
    )
    await executor.start()
    await eventually({ what: 'the exit of the leader' }, () => executor.exit)
    const daemon = identityOf(executor.pid)
    await executor.stop()
    expect(lives(daemon)).toBe(false)
    expect(executor.output()).toContain('ignores SIGTERM')
  })
})
