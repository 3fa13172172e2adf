import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Declaration } from '../../src/declaration.js'
import { afterTest } from '../support/cleanup.js'
import { startMirakuru, useOwnTmpdir, type Mirakuru } from '../support/command-line.js'
import { eventually, inTime } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { expectDeath, identityOf, listProcesses, lives } from '../support/processes.js'
import { findSupervisors } from '../support/supervisors.js'

let folder: string
let diary: Diary

beforeEach(async () => {
  folder = await useOwnTmpdir()
  diary = await makeDiary()
})

async function declare(declaration: Declaration): Promise<string> {
  const file = join(folder, 'services.json')
  await writeFile(file, JSON.stringify(declaration))
  return file
}

/** A command that tells its pid and that of its child, and handles signals as it is told. */
async function writeCommand(name: string, source: string): Promise<string[]> {
  const file = join(folder, name)
  await writeFile(file, source)
  return [process.execPath, file]
}

const withChild = `
  import { spawn } from 'node:child_process'
  const child = spawn('sh', ['-c', "trap '' INT; echo child $$; while :; do sleep 1; done"], { stdio: 'inherit' })
  console.log('command ' + process.pid)`

async function readPids(running: Mirakuru): Promise<ReturnType<typeof identityOf>[]> {
  const [, child] = await running.says(/child (\d+)/)
  const [, command] = await running.says(/command (\d+)/)
  return [child, command].map((pid) => identityOf(Number(pid)))
}

/** The program itself, where it is behind others. */
function findMain({ listFamily }: Mirakuru): { pid: number; group: number } {
  const found = listFamily().find(
    ({ command }) => command.startsWith(process.execPath) && command.includes('/main.js run '),
  )
  if (found === undefined) throw new Error('mirakuru does not run')
  return found
}

describe('mirakuru run', () => {
  test('ends what its command has started, too, when a process crashes', async () => {
    const file = await declare(diary.declare('db'))
    const command = await writeCommand('command.mjs', withChild)
    const running = startMirakuru(['run', file, '--', ...command])
    const pids = await readPids(running)
    const server = listProcesses().find(({ command: text }) => text.includes(`${diary.file} db`))
    process.kill(server?.pid ?? NaN, 'SIGKILL')
    const { code } = await inTime({ what: 'the end' }, running.ended, () => running.listFamily())
    expect(code).toBe(1)
    expect(pids.filter(lives)).toEqual([])
  })

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'ends at once with all it has started when it gets %s twice',
    async (signal) => {
      const file = await declare(diary.declare('db'))
      const source = `
        for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)
        ${withChild}`
      const running = startMirakuru([
        'run',
        file,
        '--',
        ...(await writeCommand('command.mjs', source)),
      ])
      const pids = await readPids(running)
      running.kill(signal)
      await running.says(/Waiting for the end of the command; another SIG\w+ kills everything/)
      running.kill(signal)
      const { code } = await inTime({ what: 'the end' }, running.ended)
      expect(code).toBe(signal === 'SIGINT' ? 130 : 143)
      for (const each of pids) await expectDeath(each, 8_000)
      await diary.says('db stopped')
    },
  )

  test('ends at a second signal although its supervisor hangs, which ends later', async () => {
    const file = await declare(diary.declare('db'))
    const command = ['sh', '-c', 'echo waits; exec sleep 1000']
    const running = startMirakuru(['run', file, '--', ...command])
    await running.says(/^waits$/m)
    const main = running.identity
    const [supervisor] = findSupervisors(main.pid).map((each) => identityOf(each.pid))
    if (supervisor === undefined) throw new Error('There is no supervisor')
    process.kill(supervisor.pid, 'SIGSTOP')
    afterTest(() => lives(supervisor) && process.kill(supervisor.pid, 'SIGKILL'))
    running.kill('SIGTERM')
    await running.says(/Waiting for the end of the processes; another SIGTERM/)
    running.kill('SIGTERM')
    await expectDeath(main, 8_000)
    process.kill(supervisor.pid, 'SIGCONT')
    await expectDeath(supervisor, 8_000)
  })
})

describe('At a terminal, mirakuru run', () => {
  const counting = `
    let count = 0
    process.on('SIGINT', () => console.log('interrupted ' + ++count))
    process.on('SIGUSR1', () => { console.log('counted ' + count); process.exit(7) })
    setInterval(() => undefined, 1_000_000)
    console.log('command ' + process.pid)`

  async function startAtTerminal(): Promise<Mirakuru> {
    const file = await declare(diary.declare('db'))
    const command = await writeCommand('counting.mjs', counting)
    const script = join(folder, 'command.sh')
    // No shell stays in the group: it would die of the signal, and its code be that of the whole.
    const running = startMirakuru(['run', file, '--', ...command], {
      shell: `echo exec "$@" >${script}; exec script -qefc "exec sh ${script}" /dev/null`,
    })
    await running.says(/command (\d+)/)
    return running
  }

  async function count(running: Mirakuru): Promise<string | undefined> {
    const [, pid] = await running.says(/command (\d+)/)
    process.kill(Number(pid), 'SIGUSR1')
    const [, counted] = await running.says(/counted (\d+)/)
    const { code, out, err } = await running.ended
    expect(code, out + err).toBe(7)
    return counted
  }

  test('passes on what was sent to it alone', async () => {
    const running = await startAtTerminal()
    process.kill(findMain(running).pid, 'SIGINT')
    await running.says(/interrupted 1/)
    expect(await count(running)).toBe('1')
  })

  test('leaves alone a command that has got it as well', async () => {
    const running = await startAtTerminal()
    const findWitness = (): number | undefined =>
      running.listFamily().find(({ command }) => command === 'cat')?.pid
    const before = findWitness()
    process.kill(-findMain(running).group, 'SIGINT')
    await running.says(/interrupted 1/)
    // It has judged as soon as another one is there.
    await eventually(
      { what: 'another witness' },
      findWitness,
      (pid) => pid !== undefined && pid !== before,
    )
    expect(await count(running)).toBe('1')
  })
})
