import { closeSync, fstatSync, readSync, writeSync } from 'node:fs'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PipeMaker, type Pipe } from '../../src/process/pipe-maker.js'
import { processTable } from '../../src/process/system-table.js'
import { afterTest } from '../support/cleanup.js'
import { expectDeath, listProcesses, type Snapshot } from '../support/processes.js'
import { makeFolder } from '../support/fixtures.js'

describe.runIf(process.platform === 'linux')('PipeMaker.take()', () => {
  test('has as many pipes as are asked for at once, each of them empty', async () => {
    const maker = new PipeMaker()
    const taken = await Promise.all([2, 3, 2, 3, 2, 3].map((count) => take(maker, count)))
    expect(taken.map(({ length }) => length)).toEqual([2, 3, 2, 3, 2, 3])
    const pipes = taken.flat()
    expect(new Set(pipes.map(({ readEnd }) => fstatSync(readEnd).ino)).size).toBe(15)
    for (const [index, { writeEnd }] of pipes.entries()) writeSync(writeEnd, `text ${index}`)
    expect(pipes.map(readText)).toEqual(pipes.map((_, index) => `text ${index}`))
  })

  test('has pipes that are over when their write end is closed', async () => {
    const [pipe] = (await new PipeMaker().take(1)) ?? []
    if (pipe === undefined) throw new Error('There is no pipe')
    expect(() => readText(pipe)).toThrow('EAGAIN')
    closeSync(pipe.writeEnd)
    expect(readText(pipe)).toBe('')
    closeSync(pipe.readEnd)
  })

  test('has a helper that a scan for marks can read, so that no scan has to be repeated', async () => {
    const before = listHelpers().map(({ pid }) => pid)
    expect(await take(new PipeMaker(), 1)).toHaveLength(1)
    const helper = listHelpers().find(({ pid }) => !before.includes(pid))
    if (helper === undefined) throw new Error('There is no helper')
    expect(processTable.readMark(helper)).toBeUndefined()
  })

  test('starts another helper when its own was killed', async () => {
    const maker = new PipeMaker()
    const before = listHelpers().map(({ pid }) => pid)
    expect(await take(maker, 2)).toHaveLength(2)
    const helper = listHelpers().find(({ pid }) => !before.includes(pid))
    if (helper === undefined) throw new Error('There is no helper')
    process.kill(helper.pid, 'SIGKILL')
    await expectDeath(helper, 10_000)
    expect(await take(maker, 2)).toHaveLength(2)
  })

  test.each([
    ['has its here-documents in files', 'exec 3</dev/null 4</dev/null; read -r _; echo; read -r _'],
    ['ends at once', 'exit 1'],
  ])('has none from a shell that %s, and starts it no more', async (_, behaviour) => {
    const folder = await makeFolder()
    const [shell, log] = [join(folder, 'sh'), join(folder, 'log')]
    await writeFile(shell, `#!/bin/sh\necho started >>${log}\n${behaviour}\n`)
    await chmod(shell, 0o755)
    const maker = new PipeMaker(shell)
    for (let times = 0; times < 5; times++) expect(await maker.take(2)).toBeUndefined()
    const starts = (await readFile(log, 'utf8')).split('\n').length - 1
    expect(starts).toBeLessThanOrEqual(3)
  })

  test('has none without a shell', async () => {
    expect(await new PipeMaker('/no/such/shell').take(2)).toBeUndefined()
  })
})

/** Pipes that are closed at the end of the test. */
async function take(maker: PipeMaker, count: number): Promise<readonly Pipe[]> {
  const pipes = (await maker.take(count)) ?? []
  afterTest(() => {
    for (const { readEnd, writeEnd } of pipes) [readEnd, writeEnd].forEach(closeSync)
  })
  return pipes
}

/** Those of this process. */
function listHelpers(): Snapshot[] {
  return listProcesses().filter(
    ({ parent, command }) => parent === process.pid && command.endsWith('mirakuru-pipes'),
  )
}

function readText({ readEnd }: Pipe): string {
  const buffer = Buffer.alloc(100)
  return buffer.toString('utf8', 0, readSync(readEnd, buffer))
}
