import { constants } from 'node:os'
import { describe, expect, test } from 'vitest'
import { inTime, measure } from '../support/deadline.js'
import { runScript } from '../support/script.js'
import {
  deadlySignals,
  expectGuardianGone,
  expectNobodyLeft,
  expectNoWait,
  listLeft,
  startAll,
  startObedient,
  startStubborn,
  waitForEver,
} from './owners.js'

describe('When a script with executors ends', () => {
  test.each([
    ['by itself', '', { code: 0, signal: null }],
    ['by process.exit(3)', 'process.exit(3)', { code: 3, signal: null }],
    ['with process.exitCode', 'process.exitCode = 4', { code: 4, signal: null }],
    ['by an exception', `throw new Error('fault')`, { code: 1, signal: null }],
    ['by an unhandled rejection', `Promise.reject(new Error('x'))`, { code: 1, signal: null }],
    ['by process.abort()', 'process.abort()', { code: null, signal: 'SIGABRT' }],
  ])('%s, everything is gone', async (_title, ending, expected) => {
    const script = await runScript(startAll + ending)
    await script.says(/^started$/m)
    expect(await script.ended).toEqual(expected)
    await expectNobodyLeft(script, ending === 'process.abort()' ? 2_000 : 100)
    await expectGuardianGone(script)
  })

  test.each(deadlySignals)('by %s, obedient trees are gone before it is', async (signal) => {
    const script = await runScript(startObedient + waitForEver)
    await script.says(/^started$/m)
    await expectNoWait(script, await startStubborn(), signal)
    expect(await script.ended).toEqual({ code: null, signal })
    expect(listLeft(script)).toEqual([])
    await expectGuardianGone(script)
  })

  test.each(deadlySignals)('by %s, stubborn processes delay it by a second', async (signal) => {
    const script = await runScript(startAll + waitForEver)
    await script.says(/^started$/m)
    script.kill(signal)
    const elapsed = await measure(() => script.ended)
    expect(await script.ended).toEqual({ code: null, signal })
    expect(listLeft(script)).toEqual([])
    expect(elapsed).toBeGreaterThan(900)
  })

  test('by a second SIGINT, nobody waits any longer', async () => {
    const [script, other] = [await startStubborn(), await startStubborn()]
    script.kill('SIGINT')
    await script.says(/^asked$/m)
    await expectNoWait(script, other, 'SIGINT')
    expect(await script.ended).toEqual({ code: null, signal: 'SIGINT' })
    expect(listLeft(script)).toEqual([])
  })

  test('by SIGTERM under fake timers, stubborn processes delay it by a second all the same', async () => {
    const script = await runScript(`
      const executor = await new SimpleExecutor(fixture('ignores-sigterm')).start()
      await executor.waitForOutput('ready')
      ${waitForEver}
      globalThis.setTimeout = () => 0
      console.log('started')`)
    await script.says(/^started$/m)
    script.kill('SIGTERM')
    expect(await inTime({ what: 'the end of the script' }, script.ended)).toEqual({
      code: null,
      signal: 'SIGTERM',
    })
    expect(listLeft(script)).toEqual([])
  })

  test('by a signal while an executor starts, nothing is left', async () => {
    const script = await runScript(`
      const executor = new TcpExecutor(fixture('ignores-sigterm', '{port}'))
      const started = executor.start()
      await executor.waitForOutput('ready')
      console.log('starting')
      await started`)
    await script.says(/^starting$/m)
    script.kill('SIGTERM')
    expect(await script.ended).toEqual({ code: null, signal: 'SIGTERM' })
    expect(listLeft(script)).toEqual([])
  })

  test.each(['SIGKILL', 'SIGSEGV'] as const)('by %s, its guardian cleans up', async (signal) => {
    const script = await runScript(startAll + waitForEver)
    await script.says(/^started$/m)
    expect(script.findGuardian()).toBeDefined()
    script.kill(signal)
    expect(await script.ended).toEqual({ code: null, signal })
    await expectNobodyLeft(script, 2_000)
    await expectGuardianGone(script)
  })

  test('by SIGKILL of its whole process group, its guardian cleans up', async () => {
    const script = await runScript(startAll + waitForEver)
    await script.says(/^started$/m)
    script.killGroup('SIGKILL')
    expect(await script.ended).toEqual({ code: null, signal: 'SIGKILL' })
    await expectNobodyLeft(script, 2_000)
    await expectGuardianGone(script)
  })

  test('by SIGKILL, a process that starts others in a loop is caught too', async () => {
    const script = await runScript(`
      const executor = await new SimpleExecutor(fixture('forks-in-a-loop')).start()
      await executor.waitForOutput(/ready/)
      console.log('started')
      ${waitForEver}`)
    await script.says(/^started$/m)
    script.kill('SIGKILL')
    await script.ended
    await expectNobodyLeft(script, 2_000)
    await expectGuardianGone(script)
    expect(listLeft(script)).toEqual([])
  })
})

test('128 + n is what a shell tells of a script that died of signal n', async () => {
  const script = await runScript(startObedient + waitForEver, { shell: '"$@"; echo status $?' })
  await script.says(/^started$/m)
  const isNode = ({ command }: { command: string }): boolean => /^\S*node .*--eval/.test(command)
  const node = script.listFamily().find(isNode)
  process.kill(node?.pid ?? NaN, 'SIGTERM')
  await script.says(new RegExp(`^status ${128 + constants.signals.SIGTERM}$`, 'm'))
})
