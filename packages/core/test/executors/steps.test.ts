import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Executor, SimpleExecutor, TcpExecutor, UnixSocketExecutor } from '../../src/index.js'
import { eventually, inTime, measure, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { reservePort } from '../support/ports.js'
import { listOurs, use } from '../support/use.js'

describe('healthcheck', () => {
  test('must exit with 0 before the process counts as ready', async () => {
    const file = join(await makeFolder(), 'healthy')
    const executor = use(new SimpleExecutor('sleep 1000', { healthcheck: ['test', '-e', file] }))
    let isReady = false
    const started = executor.start().then(() => (isReady = true))
    await eventually({ what: 'the pid' }, () => executor.pid)
    expect(isReady).toBe(false)
    await writeFile(file, '')
    await started
  })

  test('has placeholders and the folder and environment of its process', async () => {
    const cwd = await makeFolder()
    const healthcheck = [
      'sh',
      '-c',
      'test "$(pwd):$COLOUR:$1" = "$2:red:$3" ',
      'sh',
      '{port}',
      cwd,
      '{port}',
    ]
    const options = { cwd, env: { COLOUR: 'red' }, healthcheck }
    await use(new TcpExecutor(fixture('listens-late', '{port}'), options)).start()
  })

  test('that fails is quoted when the time is over', async () => {
    const healthcheck = ['sh', '-c', 'echo no tables yet; exit 5']
    const executor = use(new SimpleExecutor('sleep 1000', { healthcheck, startTimeout: 1_500 }))
    const error = await rejectionOf(executor.start())
    expect(error).toMatchObject({
      code: 'ERR_TIMEOUT_EXPIRED',
      lastAttempt: 'healthcheck exited with code 5: no tables yet',
    })
    expect(error.message).toContain('it did not pass its healthcheck')
  })

  test('that hangs is killed at the deadline, with everything it started', async () => {
    const healthcheck = ['sh', '-c', 'setsid sleep 1000 & sleep 1000 & wait']
    const executor = use(new SimpleExecutor('sleep 1000', { healthcheck, startTimeout: 500 }))
    const elapsed = await measure(() => rejectionOf(executor.start()))
    expect(elapsed).toBeLessThan(5_000)
    expect(listOurs()).toEqual([])
  })

  test('that hangs is killed when the start is aborted', async () => {
    const executor = use(new SimpleExecutor('sleep 1000', { healthcheck: 'sleep 999' }))
    const abort = new AbortController()
    const started = rejectionOf(executor.start({ signal: abort.signal }))
    await eventually({ what: 'the check' }, () =>
      listOurs().some(({ command }) => command === 'sleep 999'),
    )
    abort.abort(new Error('enough'))
    expect((await started).message).toBe('enough')
    expect(listOurs()).toEqual([])
  })

  test('is not waited for when the process ends', async () => {
    const executor = use(
      new SimpleExecutor(fixture('exits-with', 3, 'SIGUSR2'), { healthcheck: 'sleep 999' }),
    )
    const started = rejectionOf(executor.start())
    await executor.waitForOutput('ready')
    process.kill(executor.pid as number, 'SIGUSR2')
    expect(await started).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 3 })
    expect(listOurs()).toEqual([])
  })
})

describe('waitOn', () => {
  test('waits for further resources', async () => {
    const folder = await makeFolder()
    const file = join(folder, 'file')
    const executor = use(new SimpleExecutor('sleep 1000', { waitOn: [`file:${file}`] }))
    let isReady = false
    const started = executor.start().then(() => (isReady = true))
    await eventually({ what: 'the pid' }, () => executor.pid)
    expect(isReady).toBe(false)
    await writeFile(file, 'content')
    await started
  })

  test('waits for a resource that takes more than a second to answer', async () => {
    const answersLate = `
      const answer = (_request, response) => setTimeout(() => response.end(), 1_300)
      require('http').createServer(answer).listen(process.argv[1], '127.0.0.1')`
    const executor = use(
      new TcpExecutor([process.execPath, '-e', answersLate, '{port}'], {
        waitOn: 'http-get://127.0.0.1:{port}/',
        startTimeout: 15_000,
      }),
    )
    await executor.start()
  })

  test('looks for a relative file where the process runs', async () => {
    const cwd = await makeFolder()
    const waitOn = ['file:here', './here', 'socket:socket']
    const command = fixture('listens-on-unix-socket', '{socket}')
    const options = { cwd, socketPath: 'socket', waitOn, startTimeout: 10_000 }
    await writeFile(join(cwd, 'here'), 'content')
    await use(new UnixSocketExecutor(command, options)).start()
  })

  test('shares the one deadline of the start', async () => {
    const port = await reservePort()
    const executor = use(
      new SimpleExecutor('sleep 1000', { waitOn: `tcp:127.0.0.1:${port}`, startTimeout: 1_000 }),
    )
    let error: Error | undefined
    const elapsed = await measure(async () => (error = await rejectionOf(executor.start())))
    expect(elapsed).toBeGreaterThan(990)
    expect(elapsed).toBeLessThan(1_800)
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 1_000 })
    expect(error?.message).toContain(`it did not see tcp:127.0.0.1:${port} available within 1 s`)
  })
})

class HangingCheck extends Executor {
  override preStartCheck(): Promise<boolean> {
    return new Promise(() => undefined)
  }
}

class ThrowingCheck extends Executor {
  override async preStartCheck(): Promise<boolean> {
    return false
  }

  override async afterStartCheck(): Promise<boolean> {
    throw new Error('tables are missing')
  }
}

describe('A subclass of Executor', () => {
  test.each([
    ['preStartCheck', class Half extends Executor {}],
    [
      'afterStartCheck',
      class Half extends Executor {
        override async preStartCheck(): Promise<boolean> {
          return false
        }
      },
    ],
  ])('that does not override %s is told so', async (method, Half) => {
    const error = await rejectionOf(use(new Half('sleep 1000')).start())
    expect(error.message).toContain(`${method}() is not implemented: Half has to override it`)
    expect(listOurs()).toEqual([])
  })

  test('whose preStartCheck says yes is running already', async () => {
    class Served extends Executor {
      override async preStartCheck(): Promise<boolean> {
        return true
      }
    }
    await expect(use(new Served('sleep 1000')).start()).rejects.toMatchObject({
      code: 'ERR_ALREADY_RUNNING',
      holder: undefined,
    })
  })

  test('whose preStartCheck hangs costs no more than the time of the start', async () => {
    const executor = use(new HangingCheck('sleep 1000', { startTimeout: 200, name: 'api' }))
    const error = await rejectionOf(executor.start())
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 200 })
    expect(error.message).toContain(
      'Cannot start "api": preStartCheck() did not settle within 200 ms',
    )
  })

  test('whose preStartCheck hangs can be aborted and stopped', async () => {
    const executor = use(new HangingCheck('sleep 1000'))
    const abort = new AbortController()
    const aborted = rejectionOf(executor.start({ signal: abort.signal }))
    abort.abort(new Error('enough'))
    expect((await aborted).message).toBe('enough')
    const stopped = rejectionOf(executor.start())
    await executor.stop()
    expect((await stopped).message).toContain('it was stopped while it was starting')
  })

  test('whose preStartCheck hangs can be stopped before it is asked', async () => {
    class Stopped extends HangingCheck {
      ending: Promise<unknown> | undefined
      protected override assertAlone(signal: AbortSignal): Promise<void> {
        this.ending = this.stop() // port and folder are just made
        return super.assertAlone(signal)
      }
    }
    const executor = use(new Stopped(['sleep', '1000', '{port}', '{tmp}']))
    const error = await inTime({ what: 'the end of the start' }, rejectionOf(executor.start()))
    expect(error.message).toContain('it was stopped while it was starting')
    await executor.ending
  })

  test('whose afterStartCheck throws is not ready yet, and the reason is quoted', async () => {
    const executor = use(new ThrowingCheck('sleep 1000', { startTimeout: 1_000 }))
    await expect(executor.start()).rejects.toMatchObject({
      code: 'ERR_TIMEOUT_EXPIRED',
      lastAttempt: 'tables are missing',
    })
  })

  test('is ready when its afterStartCheck says so', async () => {
    class AsksItself extends Executor {
      calls = 0
      override async preStartCheck(): Promise<boolean> {
        return false
      }
      override async afterStartCheck(signal: AbortSignal): Promise<boolean> {
        expect(signal.aborted).toBe(false)
        return ++this.calls === 3
      }
    }
    const executor = use(new AsksItself('sleep 1000'))
    await executor.start()
    expect(executor.calls).toBe(3)
  })
})

test('A start whose allocation was kept and that is stopped at once gives it back', async () => {
  const executor = use(new TcpExecutor(fixture('listens-late', '{port}'), { env: { T: '{tmp}' } }))
  await executor.start()
  const { tmp } = executor
  process.kill(executor.pid as number, 'SIGKILL')
  await eventually({ what: 'the crash to be seen' }, () => !executor.running())
  const started = rejectionOf(executor.start()) // keeps port and folder of the crashed one
  await executor.stop()
  await started
  expect(
    execFileSync('sh', ['-c', 'test -e "$0" && echo there || echo gone', tmp as string], {
      encoding: 'utf8',
    }),
  ).toBe('gone\n')
})
