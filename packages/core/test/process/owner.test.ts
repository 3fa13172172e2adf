import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually, measure } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { findMarked, identityOf, lives, type Snapshot } from '../support/processes.js'
import { runScript, type Script } from '../support/script.js'

const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Starts a tree, a process that obeys nothing, a daemon, and one that clears its environment. */
const startAll = `
const executors = [
  new SimpleExecutor(fixture('forks-tree')),
  new SimpleExecutor(fixture('ignores-sigterm')),
  new SimpleExecutor(fixture('daemonises', 'ignores-sigterm')),
  new TcpExecutor(fixture('listens-late', '{port}')),
  new SimpleExecutor(['sh', '-c', 'echo ready; exec env -i /bin/sleep 1000']),
]
await Promise.all(executors.map((executor) => executor.start()))
await Promise.all(executors.map((executor) => executor.waitForOutput('ready')))
console.log('started')
`
const startObedient = `
const executors = [new SimpleExecutor(fixture('forks-tree')), new SimpleExecutor('sleep 1000')]
await Promise.all(executors.map((executor) => executor.start()))
await executors[0].waitForOutput('ready')
console.log('started')
`
const waitForEver = `setInterval(() => undefined, 1_000_000)`

/** Whoever is left besides the guardian, which goes last. */
function listLeft(script: Script): Snapshot[] {
  return [...script.listFamily(), ...findMarked(script.ownerId)]
}

async function expectNobodyLeft(script: Script, within: number): Promise<void> {
  await eventually(
    { what: 'nobody left of the script', within },
    () => listLeft(script),
    (left) => left.length === 0,
  )
}

async function expectGuardianGone(script: Script): Promise<void> {
  await eventually(
    { what: 'the end of the guardian', within: 3_000 },
    () => script.findGuardian(),
    (guardian) => guardian === undefined,
  )
}

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
    script.kill(signal)
    const elapsed = await measure(() => script.ended)
    expect(await script.ended).toEqual({ code: null, signal })
    expect(listLeft(script)).toEqual([])
    expect(elapsed).toBeLessThan(900)
    await expectGuardianGone(script)
  })

  test.each(deadlySignals)('by %s, stubborn processes delay it by a second', async (signal) => {
    const script = await runScript(startAll + waitForEver)
    await script.says(/^started$/m)
    script.kill(signal)
    const elapsed = await measure(() => script.ended)
    expect(await script.ended).toEqual({ code: null, signal })
    expect(listLeft(script)).toEqual([])
    expect(elapsed).toBeLessThan(2_500)
  })

  test('by a second SIGINT, nobody waits any longer', async () => {
    const script = await runScript(`
      const executor = await new SimpleExecutor(fixture('ignores-sigterm')).start()
      await executor.waitForOutput('ready')
      executor.waitForOutput('ignores SIGTERM').then(() => console.log('asked'))
      console.log('started')
      ${waitForEver}`)
    await script.says(/^started$/m)
    script.kill('SIGINT')
    await script.says(/^asked$/m)
    script.kill('SIGINT')
    expect(await measure(() => script.ended)).toBeLessThan(700)
    expect(await script.ended).toEqual({ code: null, signal: 'SIGINT' })
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
      ${waitForEver}`)
    await script.says(/^started$/m)
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
    script.kill(signal)
    expect(await measure(() => script.ended)).toBeLessThan(900)
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
      symlinkSync(new URL('../node_modules', dist).pathname, folder + '/node_modules')
      const copy = await import(pathToFileURL(folder + '/dist/index.js').href)
      rmSync(folder, { recursive: true })
      const stubborn = await new SimpleExecutor(fixture('ignores-sigterm')).start()
      await stubborn.waitForOutput('ready')
      const tidy = 'trap "sleep 0.3; echo tidied > ${report}; exit" TERM; echo ready; while :; do sleep 0.02; done'
      const slow = await new copy.SimpleExecutor(['sh', '-c', tidy]).start()
      await slow.waitForOutput('ready')
      console.log('started')
      ${waitForEver}`)
    await script.says(/^started$/m)
    script.kill('SIGTERM')
    expect(await measure(() => script.ended)).toBeLessThan(1_900)
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
      { what: 'the end of what the worker started', within: 2_000 },
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
      { what: 'the end of the inner process', within: 2_000 },
      () => script.listFamily(),
      (family) => family.length === 1,
    )
    script.kill('SIGTERM')
    expect(await script.ended).toMatchObject({ signal: 'SIGTERM' })
  })
})

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
    const script = await runScript(`
      import { mkdirSync, symlinkSync, mkdtempSync } from 'node:fs'
      import { tmpdir } from 'node:os'
      import { join } from 'node:path'
      import { execFileSync } from 'node:child_process'
      const bin = mkdtempSync(join(tmpdir(), 'mirakuru-test-'))
      for (const name of ['sh', 'grep', 'ls', 'tr', 'sleep'])
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

test('128 + n is what a shell tells of a script that died of signal n', async () => {
  const script = await runScript(startObedient + waitForEver, { shell: '"$@"; echo status $?' })
  await script.says(/^started$/m)
  const [node] = script
    .listFamily()
    .filter(({ command }) => command.includes('--eval') && !command.startsWith('sh'))
  process.kill(node?.pid as number, 'SIGTERM')
  await script.says(new RegExp(`^status ${128 + constants.signals.SIGTERM}$`, 'm'))
})
