import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { identityOf, lives } from '../support/processes.js'
import { runScript } from '../support/script.js'
import {
  deadlySignals,
  expectNoWait,
  listLeft,
  startAll,
  startObedient,
  startStubborn,
  waitForEver,
} from './owners.js'

describe('A script with executors', () => {
  test('ends by itself although executors run', async () => {
    const script = await runScript(startAll)
    expect(await script.ended).toEqual({ code: 0, signal: null })
  })

  test.each(deadlySignals)('that handles %s itself keeps control', async (signal) => {
    const script = await runScript(`${startObedient}
      process.on('${signal}', () => {
        console.log('running: ' + executors.every((executor) => executor.running()))
        setTimeout(async () => {
          console.log('still running: ' + executors.every((executor) => executor.running()))
          await Promise.all(executors.map((executor) => executor.stop()))
          process.exit(5)
        }, 50)
      })
      console.log('handles it')
      ${waitForEver}`)
    await script.says(/^handles it$/m)
    script.kill(signal)
    expect(await script.ended).toEqual({ code: 5, signal: null })
    expect(script.output()).toContain('running: true\nstill running: true')
    expect(listLeft(script)).toEqual([])
  })

  test.each(deadlySignals)('dies of %s at once when everything is stopped', async (signal) => {
    const script = await runScript(`${startObedient}
      await Promise.all(executors.map((executor) => executor.stop()))
      console.log('stopped')
      ${waitForEver}`)
    await script.says(/^stopped$/m)
    await expectNoWait(script, await startStubborn(), signal)
    expect(await script.ended).toEqual({ code: null, signal })
  })

  test('and a process of strangers without environment does not dawdle at its exit', async () => {
    const script = await runScript(`
      import { spawn } from 'node:child_process'
      await new SimpleExecutor('sleep 1000').start()
      const stranger = spawn('/bin/sleep', ['1000'], { env: {}, detached: true, stdio: 'ignore' })
      stranger.unref()
      process.on('exit', () => console.log('exit ' + performance.now() + ' pid ' + stranger.pid))
      process.prependListener('exit', () => console.log('begin ' + performance.now()))`)
    expect(await script.ended).toMatchObject({ code: 0 })
    const [, begin] = await script.says(/^begin ([\d.]+)$/m)
    const [, end, pid] = await script.says(/^exit ([\d.]+) pid (\d+)$/m)
    const stranger = identityOf(Number(pid))
    expect(lives(stranger)).toBe(true)
    process.kill(stranger.pid, 'SIGKILL')
    expect(Number(end) - Number(begin)).toBeLessThan(1_000)
  })

  test('and two copies of the package gives the processes of both time to obey', async () => {
    const report = join(await makeFolder(), 'report')
    const script = await runScript(`
      import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
      import { tmpdir } from 'node:os'
      import { pathToFileURL } from 'node:url'
      const folder = mkdtempSync(tmpdir() + '/mirakuru-test-')
      cpSync(new URL(dist), folder + '/dist', { recursive: true })
      for (const name of ['node_modules', 'package.json'])
        symlinkSync(new URL('../' + name, dist).pathname, folder + '/' + name)
      const copy = await import(pathToFileURL(folder + '/dist/index.js').href)
      const stubborn = await new SimpleExecutor(fixture('ignores-sigterm')).start()
      await stubborn.waitForOutput('ready')
      const tidy = 'trap "sleep 0.3; echo tidied > ${report}; exit" TERM; echo ready; while :; do sleep 0.02; done'
      const slow = await new copy.SimpleExecutor(['sh', '-c', tidy]).start()
      await slow.waitForOutput('ready')
      rmSync(folder, { recursive: true })
      console.log('started')
      ${waitForEver}`)
    await script.says(/^started$/m)
    script.kill('SIGTERM')
    expect(await script.ended).toEqual({ code: null, signal: 'SIGTERM' })
    expect(listLeft(script)).toEqual([])
    expect(await readFile(report, 'utf8')).toBe('tidied\n')
  })

  test('in a worker thread that is terminated leaves nothing', async () => {
    const script = await runScript(`
      import { Worker } from 'node:worker_threads'
      const worker = new Worker(\`
        import { SimpleExecutor } from '\${dist}index.js'
        await new SimpleExecutor('sleep 1000').start()
        const { parentPort } = await import('node:worker_threads')
        parentPort.postMessage('started')
        setInterval(() => undefined, 1000)\`, { eval: true })
      worker.once('message', async () => {
        console.log('in the worker')
        await worker.terminate()
        console.log('terminated')
      })
      ${waitForEver}`)
    await script.says(/^terminated$/m)
    await eventually(
      { what: 'the end of what the worker started', within: 8_000 },
      () => script.listFamily(),
      (family) => family.length === 1,
    )
    script.kill('SIGKILL')
  })

  test('inside an executor leaves nothing when that is stopped or killed', async () => {
    const script = await runScript(`
      const inner = \`
        import { SimpleExecutor } from '\${dist}index.js'
        const executor = await new SimpleExecutor(\${JSON.stringify(fixture('ignores-sigterm'))}).start()
        await executor.waitForOutput('ready')
        console.log('inner started')
        setInterval(() => undefined, 1000)\`
      const outer = new OutputExecutor([process.execPath, '--input-type=module', '--eval', inner], {
        banner: 'inner started',
      })
      await outer.start()
      await outer.stop()
      console.log('stopped ' + JSON.stringify(outer.exit))
      await outer.start()
      await outer.kill()
      console.log('killed')
      ${waitForEver}`)
    await script.says(/^stopped {"code":null,"signal":"SIGTERM","forced":false}$/m)
    await script.says(/^killed$/m)
    await eventually(
      { what: 'the end of the inner process', within: 8_000 },
      () => script.listFamily(),
      (family) => family.length === 1,
    )
    script.kill('SIGTERM')
    expect(await script.ended).toMatchObject({ signal: 'SIGTERM' })
  })
})
