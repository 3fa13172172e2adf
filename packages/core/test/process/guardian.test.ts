import { describe, expect, test } from 'vitest'
import { makeFolder } from '../support/fixtures.js'
import { identityOf, lives } from '../support/processes.js'
import { runScript } from '../support/script.js'
import {
  deadlySignals,
  expectGuardianGone,
  expectNobodyLeft,
  startAll,
  startObedient,
  waitForEver,
} from './owners.js'

describe('The guardian', () => {
  test('spares processes whose environment merely contains the mark of its owner', async () => {
    const script = await runScript(`
      import { spawn } from 'node:child_process'
      const mark = owner.id + ':1'
      const foreign = [
        { OTHER: 'MIRAKURU_ID=' + mark },
        { NOT_MIRAKURU_ID: mark },
        { MIRAKURU_ID: '0' + mark },
        { NOTE: 'x MIRAKURU_ID=' + mark },
      ].map((env) => spawn('/bin/sleep', ['1000'], { env, detached: true, stdio: 'ignore' }).pid)
      await new SimpleExecutor('sleep 1000').start()
      console.log('foreign ' + foreign)
      ${waitForEver}`)
    const [, pids = ''] = await script.says(/^foreign (.+)$/m)
    const foreign = pids.split(',').map((pid) => identityOf(Number(pid)))
    script.kill('SIGKILL')
    await script.ended
    await expectGuardianGone(script)
    const alive = foreign.map(lives)
    for (const { pid } of foreign.filter(lives)) process.kill(pid, 'SIGKILL')
    expect(alive).toEqual([true, true, true, true])
    await expectNobodyLeft(script, 0)
  })

  test('ends with an owner that has stopped everything, and kills nobody', async () => {
    const script = await runScript(`${startObedient}
      await Promise.all(executors.map((executor) => executor.stop()))`)
    expect(await script.ended).toEqual({ code: 0, signal: null })
    await expectGuardianGone(script)
  })

  test('does not die of signals that a terminal sends', async () => {
    const script = await runScript(startObedient + waitForEver)
    await script.says(/^started$/m)
    const guardian = identityOf(script.findGuardian()?.pid)
    for (const signal of deadlySignals) process.kill(guardian.pid, signal)
    script.kill('SIGKILL')
    await script.ended
    await expectNobodyLeft(script, 2_000)
  })

  test('and stop() need neither ps nor anything else that a slim image lacks', async () => {
    const bin = await makeFolder()
    const script = await runScript(`
      import { symlinkSync } from 'node:fs'
      import { join } from 'node:path'
      import { execFileSync } from 'node:child_process'
      const bin = ${JSON.stringify(bin)}
      for (const name of ['sh', 'grep', 'ls', 'sleep', 'setsid'])
        symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name))
      process.env.PATH = bin
      const executor = new SimpleExecutor(fixture('forks-tree'))
      await executor.start()
      await executor.waitForOutput('ready')
      await executor.stop()
      console.log('stopped')
      ${startAll}
      ${waitForEver}`)
    await script.says(/^stopped$/m)
    await script.says(/^started$/m)
    script.kill('SIGKILL')
    await script.ended
    await expectNobodyLeft(script, 2_000)
  })
})
