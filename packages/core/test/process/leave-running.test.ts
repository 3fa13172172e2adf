import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import { identityOf, killToDeath, lives, lookAt, type Identity } from '../support/processes.js'
import { runScript } from '../support/script.js'
import { use } from '../support/use.js'
import { expectGuardianGone, waitForEver } from './owners.js'

interface Program {
  readonly program: string
  readonly stays: string
  readonly leaves: string
}

/** A program of this name that stays where it was started, or leaves for a session of its own first. */
async function makeProgram(name: string): Promise<Program> {
  const program = join(await makeFolder(), name)
  await cp('/bin/sleep', program)
  const run = (prefix: string): string => `${prefix} ${program} 1000 & echo ${name} $!`
  return { program, stays: run(''), leaves: run('setsid') }
}

/** By the name that Linux keeps: the command line of setsid(1) has that of the program as well, before it executes it. */
async function findIt(output: () => string, name: string): Promise<Identity> {
  const find = (): Identity | undefined => {
    const seen = lookAt(Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(output())?.[1]))
    return seen?.name === name.slice(0, keptName) ? seen : undefined
  }
  const found = (await eventually({ what: name }, find)) as Identity
  afterTest(() => killToDeath([found]))
  return found
}

const name = 'shared-by-all-of-them' // longer than what Linux keeps of it
const keptName = 15

describe('A daemon that is to be left running', () => {
  test('outlives stop(), and is no daemon of the process', async () => {
    const { leaves } = await makeProgram(name)
    const { leaves: other } = await makeProgram('other')
    const shell = `${leaves}; ${other}; echo ready; exec sleep 1000`
    const executor = use(new SimpleExecutor(['sh', '-c', shell], { leaveRunning: name }))
    await executor.start()
    const daemon = await findIt(() => executor.output(), name)
    const child = await findIt(() => executor.output(), 'other')
    await executor.stop()
    expect([daemon, child].map(lives)).toEqual([true, false])
    expect(executor.running()).toBe(false)
  })

  test('ends where it has not left the session', async () => {
    const { stays } = await makeProgram(name)
    const shell = `${stays}; exec sleep 1000`
    const executor = use(new SimpleExecutor(['sh', '-c', shell], { leaveRunning: [name] }))
    await executor.start()
    const child = await findIt(() => executor.output(), name)
    await executor.stop()
    expect(lives(child)).toBe(false)
  })

  test('does not make a process that exits with 0 a daemon that runs', async () => {
    const { leaves } = await makeProgram(name)
    const executor = use(new SimpleExecutor(['sh', '-c', leaves], { leaveRunning: name }))
    await executor.start()
    await findIt(() => executor.output(), name)
    await eventually({ what: 'its end' }, () => executor.exit?.code === 0)
    expect(executor.running()).toBe(false)
  })

  test.each(['by itself', 'by SIGKILL'])('outlives an owner that ends %s', async (ending) => {
    const { leaves } = await makeProgram(name)
    const shell = `${leaves}; exec sleep 1000`
    const script = await runScript(`
      const options = { leaveRunning: ['${name}'] }
      const executor = await new SimpleExecutor(['sh', '-c', ${JSON.stringify(shell)}], options).start()
      const [line] = await executor.waitForOutput(/^${name} \\d+$/m)
      console.log(line)
      process.once('SIGUSR2', () => process.exit())
      console.log('leader ' + executor.pid)
      ${waitForEver}`)
    const daemon = await findIt(script.output, name)
    const [, pid] = await script.says(/^leader (\d+)$/m)
    const leader = identityOf(Number(pid))
    script.kill(ending === 'by itself' ? 'SIGUSR2' : 'SIGKILL')
    await script.ended
    await expectGuardianGone(script)
    expect([leader, daemon].map(lives)).toEqual([false, true])
  })

  test.each([
    ['executes', 'echo NAME $$; exec PROGRAM 1000'],
    ['starts', 'PROGRAM 1000 & echo NAME $!'],
  ])('outlives a SIGKILL where a process that was seen in between %s it', async (_, last) => {
    const { program } = await makeProgram(name)
    const go = join(await makeFolder(), 'go')
    const become = last.replace('NAME', name).replace('PROGRAM', program)
    const between = `until [ -e ${go} ]; do sleep 0.01; done; ${become}`
    const script = await runScript(`
      import { writeFileSync } from 'node:fs'
      const options = { leaveRunning: '${name}' }
      const shell = ${JSON.stringify(`setsid sh -c '${between}' & sleep 0.2`)}
      const executor = await new SimpleExecutor(['sh', '-c', shell], options).start()
      while (executor.exit === undefined) await new Promise((resolve) => setTimeout(resolve, 10))
      console.log('runs ' + executor.running())
      writeFileSync('${go}', '')
      console.log(...(await executor.waitForOutput(/^${name} \\d+$/m)))
      ${waitForEver}`)
    await script.says(/^runs true$/m)
    const daemon = await findIt(script.output, name)
    script.kill('SIGKILL')
    await script.ended
    await expectGuardianGone(script)
    expect(lives(daemon)).toBe(true)
  })
})
