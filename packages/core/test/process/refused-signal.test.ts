import { describe, expect, test } from 'vitest'
import { runScript, type Script } from '../support/script.js'

/** What was started as root before is not this script's to signal or look into any more, like what `sudo` has started. */
const loseRight = `process.setuid(65534)`
const tell = `
const tell = (what, done) => done.then(
  () => console.log(what + ': done'),
  ({ code, message }) => console.log(what + ': ' + code + ' ' + message.split('\\n')[0]))
`

function run(source: string): Promise<Script> {
  return runScript(tell + source)
}

describe.runIf(process.getuid?.() === 0)('A process that the system does not let us signal', () => {
  test.each(['stop', 'kill'])('makes %s() say so', async (method) => {
    const script = await run(`
      const executor = await new SimpleExecutor('sleep 1000', { name: 'db', stopTimeout: 50 }).start()
      console.log('pid ' + executor.pid)
      ${loseRight}
      await tell('end', executor.${method}())
      await tell('again', executor.stop())
      console.log('running ' + executor.running())`)
    const [, pid] = await script.says(/^pid (\d+)$/m)
    await script.says(
      new RegExp(
        `^end: ERR_EXECUTOR Cannot stop "db": process ${pid} is still alive after SIGKILL\nagain: done\nrunning true$`,
        'm',
      ),
    )
    expect(await script.ended).toEqual({ code: 0, signal: null })
  })

  test('and whose parent obeys is named as well', async () => {
    const command = 'sleep 1000 & echo "child $!"; exec setpriv --reuid=65534 sleep 1000'
    const script = await run(`
      const executor = new SimpleExecutor(['sh', '-c', ${JSON.stringify(command)}], { name: 'db', stopTimeout: 50 })
      await executor.start()
      const [, pid] = await executor.waitForOutput(/child (\\d+)/)
      const { readFileSync } = await import('node:fs')
      await executor.waitFor(() => readFileSync('/proc/' + executor.pid + '/cmdline', 'utf8').startsWith('sleep'))
      console.log('pid ' + pid)
      ${loseRight}
      await tell('stop', executor.stop())
      console.log('exit ' + executor.exit.signal)`)
    const [, pid] = await script.says(/^pid (\d+)$/m)
    await script.says(
      new RegExp(`^stop: .* process ${pid} is still alive after SIGKILL\nexit SIGTERM$`, 'm'),
    )
  })

  test('and that a crash has left fails the next start, after which a stop comes to an end', async () => {
    const command = ['sh', '-c', 'sleep 1000 & echo "child $!"; read _; exit 3']
    const script = await run(`
      const options = { name: 'db', stdin: 'pipe' }
      const executor = await new SimpleExecutor(${JSON.stringify(command)}, options).start()
      const [, pid] = await executor.waitForOutput(/child (\\d+)/)
      console.log('pid ' + pid)
      ${loseRight}
      executor.stdin.end('\\n')
      await executor.waitFor(() => false).catch(() => console.log('crashed'))
      await tell('start', executor.start())
      await tell('stop', executor.stop())`)
    const [, pid] = await script.says(/^pid (\d+)$/m)
    await script.says(
      new RegExp(`^start: .* process ${pid} is still alive after SIGKILL\nstop: done$`, 'm'),
    )
  })

  test('does not keep a start that is given up, be it its healthcheck', async () => {
    const script = await run(`
      const healthcheck = 'sh -c "touch {tmp}/checks; sleep 1000"'
      const executor = new SimpleExecutor('sleep 1000', { healthcheck })
      const abort = new AbortController()
      const started = tell('start', executor.start({ signal: abort.signal }))
      const { existsSync } = await import('node:fs')
      await executor.waitFor(() => existsSync(executor.tmp + '/checks'))
      ${loseRight}
      abort.abort(new Error('enough'))
      await started`)
    await script.says(/^start: undefined enough$/m)
    expect(await script.ended).toEqual({ code: 0, signal: null })
  })
})
