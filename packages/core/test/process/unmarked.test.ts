import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor, TcpExecutor } from '../../src/index.js'
import { guardianScript } from '../../src/process/guardian-script.js'
import { Kin } from '../../src/process/kin.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { expectDeaths } from '../support/deaths.js'
import { identityOf, killToDeath, lives, lookAt, type Identity } from '../support/processes.js'
import { runScript } from '../support/script.js'
import { use } from '../support/use.js'
import { waitForEver } from './owners.js'

const unmarked = 'env -i /bin/sleep 1000 3>&-'
/** Each has a process, `child`, that carries no mark. */
const programs = {
  'a leader that loses both marks, like sshd -D and proftpd -n': `echo child $$; exec ${unmarked}`,
  'a child in a group of its own, like a task of turbo': `perl -e 'setpgrp; exec @ARGV' ${unmarked} & echo child $!; wait`,
  'a child in a session of its own, like a connection to sshd': `setsid ${unmarked} & echo child $!; wait`,
  'a grandchild whose parent has lost them as well': `env -i sh -c 'setsid ${unmarked} & echo child $!; wait' 3>&-; :`,
}

/** The process without a mark, as soon as it is that. */
async function findChild(output: () => string): Promise<Identity> {
  const find = (): Identity | undefined => {
    const seen = lookAt(Number(/^child (\d+)$/m.exec(output())?.[1]))
    return seen?.command === '/bin/sleep 1000' ? seen : undefined
  }
  const child = (await eventually({ what: 'the child' }, find)) as Identity
  afterTest(() => killToDeath([child]))
  return child
}

describe.each(Object.entries(programs))('%s', (_, program) => {
  test.each(['stop', 'kill'] as const)('is gone after %s()', async (method) => {
    const executor = use(await new SimpleExecutor(['sh', '-c', program]).start())
    const child = await findChild(() => executor.output())
    await executor[method]()
    expect(lives(child)).toBe(false)
  })

  test('is gone after a start that was not ready in time', async () => {
    const executor = use(new TcpExecutor(['sh', '-c', program], { startTimeout: 1_000 }))
    const failure = rejectionOf(executor.start())
    const child = await findChild(() => executor.output())
    await failure
    expect(lives(child)).toBe(false)
  })

  test('is gone after the end of its owner, by itself or by SIGKILL', async () => {
    for (const ending of ['', waitForEver]) {
      const script = await runScript(`
        const executor = await new SimpleExecutor(['sh', '-c', ${JSON.stringify(program)}]).start()
        const [line, pid] = await executor.waitForOutput(/^child (\\d+)$/m)
        const { readFileSync } = await import('node:fs')
        await executor.waitFor(() => readFileSync('/proc/' + pid + '/cmdline', 'utf8').startsWith('/bin/sleep'))
        console.log(line)
        ${ending}`)
      const child = await Promise.race([
        findChild(script.output).catch(() => undefined),
        script.ended.then(() => undefined),
      ])
      if (ending !== '') script.kill('SIGKILL')
      await script.ended
      const [, pid] = await script.says(/^child (\d+)$/m)
      await expectDeaths([child ?? lookAt(Number(pid)) ?? { pid: Number(pid), startTime: '' }])
    }
  })
})

describe('What a crash has left without a mark', () => {
  const crash = `perl -e 'setpgrp; exec @ARGV' ${unmarked} & echo child $!; read -r _; exit 3`

  test('ends before the next start', async () => {
    const executor = use(new SimpleExecutor(['sh', '-c', crash], { stdin: 'pipe' }))
    await executor.start()
    const child = await findChild(() => executor.output())
    executor.stdin?.end('\n')
    await eventually({ what: 'the crash' }, () => executor.exit?.code === 3)
    expect(lives(child)).toBe(true)
    await executor.start()
    expect(lives(child)).toBe(false)
  })

  test('ends with its owner, be that killed', async () => {
    const script = await runScript(`
      const executor = new SimpleExecutor(['sh', '-c', ${JSON.stringify(crash)}], { stdin: 'pipe' })
      await executor.start()
      const [line] = await executor.waitForOutput(/^child (\\d+)$/m)
      executor.stdin.end('\\n')
      await executor.waitFor(() => false).catch(() => undefined)
      setTimeout(() => console.log(line), 300)
      ${waitForEver}`)
    const child = await findChild(script.output)
    script.kill('SIGKILL')
    await script.ended
    await expectDeaths([child])
  })
})

describe('A process of somebody else that was given the pid of a leader', () => {
  test('keeps its session', () => {
    const self = identityOf(process.pid)
    const parts = { mark: 'a:1', leaves: [] }
    expect(new Kin({ ...parts, leader: self }).findSession()).toBe(self.pid)
    const leader = { pid: self.pid, startTime: `${Number(self.startTime) - 1}` }
    expect(new Kin({ ...parts, leader }).findSession()).toBeUndefined()
  })

  test('is spared by the guardian', async () => {
    const stranger = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore', env: {} })
    const { pid, startTime } = identityOf(stranger.pid)
    afterTest(() => killToDeath([{ pid, startTime }]))
    const args = ['-c', guardianScript, 'mirakuru-guardian', 'f00', '/nowhere', '', '', '']
    const guardian = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'] })
    guardian.stdin.end(`+ ${pid}:${Number(startTime) - 1}:${pid}\n`)
    await once(guardian, 'exit')
    expect(lives({ pid, startTime })).toBe(true)
  })
})
