import { existsSync } from 'node:fs'
import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/command-line/checks/finding.js'
import { tcpExecutor } from '../../src/declaration/index.js'
import { describeRendezvous } from '../../src/protocol/index.js'
import { afterTest } from '../support/cleanup.js'
import { endRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { mirakuru, useOwnTmpdir } from '../support/command-line.js'
import { occupy, reservePort } from '../support/ports.js'
import { expectDeath, findMarked, identityOf, killAll } from '../support/processes.js'
import { runScript } from '../support/script.js'
import { beOwnRun } from '../support/supervisors.js'

let folder: string

beforeEach(async () => {
  folder = await useOwnTmpdir()
})

/** What `mirakuru doctor` finds of a kind in the folder of the test; its exit code says whether there is a fault. */
async function examine(
  check: string,
  { args = [], ...options }: { args?: string[] } & Parameters<typeof mirakuru>[1] = {},
): Promise<Finding[]> {
  const command = ['doctor', '--json', ...args]
  const { code, out, err } = await mirakuru(command, { cwd: folder, ...options })
  expect(err).toBe('')
  const findings = JSON.parse(out) as (Finding & { fixed: boolean })[]
  const hasFault = findings.some(({ status, fixed }) => status === 'fault' && !fixed)
  expect(code).toBe(hasFault ? 1 : 0)
  return findings.filter((finding) => finding.check === check)
}

function fault(message: string): object {
  const expected = expect.stringContaining(message) as string
  return expect.objectContaining({ status: 'fault', message: expected }) as object
}

async function install(name: string, content: object): Promise<void> {
  const place = join(folder, 'node_modules', name)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), JSON.stringify({ name, ...content }))
}

async function declare(content: object): Promise<string> {
  await writeFile(join(folder, 'services.json'), JSON.stringify(content))
  return 'services.json'
}

/** The folder of a run, as old as it has to be for somebody to wonder. */
async function makeRunFolder(
  runner: { pid: number; startTime: string },
  files: readonly string[] = [],
): Promise<string> {
  const run = describeRendezvous(runner)
  await mkdir(run.folder, { mode: 0o700 })
  for (const file of ['token', ...files]) await writeFile(join(run.folder, file), '')
  const past = new Date(Date.now() - 3_600_000)
  await utimes(run.folder, past, past)
  return run.folder
}

const dead = { pid: 4_194_303, startTime: '1' }

describe('mirakuru doctor finds', () => {
  test('a runner that is too old for what it is used with', async () => {
    await install('@mirakuru/vitest-plugin', {
      version: '0.1.0',
      peerDependencies: { vitest: '^4.1.0 || ^5.0.0' },
    })
    await install('vitest', { version: '3.2.4' })
    expect(await examine('vitest')).toEqual([
      fault('vitest 3.2.4, with @mirakuru/vitest-plugin 0.1.0, which supports ^4.1.0 || ^5.0.0'),
    ])
    await install('vitest', { version: '5.0.2' })
    expect(await examine('vitest')).toEqual([expect.objectContaining({ status: 'ok' })])
  })

  test('a runner that is missing, and versions of our packages that do not fit', async () => {
    await install('@mirakuru/jest-environment', {
      version: '0.2.0',
      peerDependencies: { jest: '^30.0.0' },
    })
    await install('@mirakuru/core', { version: '0.1.0' })
    await install('@mirakuru/jest-environment/node_modules/@mirakuru/core', { version: '0.2.0' })
    expect(await examine('jest')).toEqual([fault('is installed, but jest is not')])
    expect(await examine('packages')).toEqual([
      fault('0.1.0 for the project itself, 0.2.0 for @mirakuru/jest-environment'),
    ])
  })

  test('a limit on open files that is too low', async () => {
    expect(await examine('descriptors', { shell: 'ulimit -n 64; exec "$@"' })).toEqual([
      fault('A process may have 64 open files only'),
    ])
  })

  test('a folder for temporary files that does not exist, or whose path is too long', async () => {
    const check = 'temporary folder'
    const missing = join(folder, 'missing')
    expect(await examine(check, { env: { TMPDIR: missing } })).toEqual([
      fault(`${missing}, for temporary files, does not exist`),
    ])
    const long = join(folder, 'x'.repeat(60))
    await mkdir(long)
    expect(await examine(check, { env: { TMPDIR: long } })).toEqual([fault('characters too long')])
  })

  test('the folder of a dead run, and removes it when asked to', async () => {
    const left = await makeRunFolder(dead)
    const expected = { status: 'warning', message: `A dead run has left ${left}`, fixable: true }
    expect(await examine('leftovers')).toContainEqual(expect.objectContaining(expected))
    expect(existsSync(left)).toBe(true)
    expect(await examine('leftovers', { args: ['--fix'] })).toContainEqual(
      expect.objectContaining({ ...expected, fixed: true }),
    )
    expect(existsSync(left)).toBe(false)
  })

  test('processes of an owner that was killed with its guardian, and ends them when asked to', async () => {
    const script = await runScript(`
      const executor = await new SimpleExecutor(fixture('lives')).start()
      console.log('pid ' + executor.pid)
      setInterval(() => undefined, 1_000_000)`)
    const [, pid] = await script.says(/^pid (\d+)$/m)
    const left = identityOf(Number(pid))
    afterTest(() => killAll(findMarked(script.ownerId)))
    const message = `A dead run has left a process: ${left.pid} (`
    const guardian = identityOf(script.findGuardian()?.pid)
    killAll([guardian])
    await expectDeath(guardian, 3_000)
    expect(await examine('leftovers')).not.toContainEqual(fault(message)) // its owner lives
    script.kill('SIGKILL')
    await script.ended
    expect(await examine('leftovers')).toContainEqual(fault(message))
    await examine('leftovers', { args: ['--fix'] })
    await expectDeath(left, 1_000)
  })

  test('a run whose supervisor was killed', async () => {
    const runner = identityOf(process.pid)
    await makeRunFolder(runner, ['socket'])
    expect(await examine('runs')).toEqual([fault('The supervisor of a run that goes on is gone')])
  })

  test('a run that others could join', async () => {
    await chmod(await makeRunFolder(dead), 0o755)
    expect(await examine('runs')).toEqual([fault('is not a folder that only this user can open')])
  })

  test('fixed ports of a declaration that others have, or that two want', async () => {
    const [taken, shared] = [await reservePort(), await reservePort()]
    await occupy(taken)
    const command = [process.execPath, 'server.js']
    const file = await declare({
      one: { executor: 'tcp', command, port: taken },
      two: { executor: 'tcp', command, port: shared },
      three: { executor: 'http', command, url: `http://127.0.0.1:${shared}/` },
    })
    expect(await examine('ports', { args: [file] })).toEqual([
      fault(`Port ${shared} was given to "two" and "three"`),
      fault(`Port ${taken} of "one" is taken by pid ${process.pid} (`),
    ])
  })

  test('programs that are not installed, and declarations that are wrong', async () => {
    const missing = await declare({ executor: 'tcp', command: 'no-such-server --port {port}' })
    expect(await examine('programs', { args: [missing] })).toEqual([
      fault('The program of "no-such-server" is not installed: no-such-server'),
    ])
    const wrong = await declare({ executor: 'tpc', command: 'x' })
    expect(await examine('declarations', { args: [wrong] })).toEqual([fault('did you mean "tcp"?')])
    expect(await examine('declarations', { args: ['other.json'] })).toEqual([
      fault('there is no such file'),
    ])
  })

  test('a stranger on the port of a process that is alive', async () => {
    beOwnRun()
    endRunAfterTest()
    const script = `
      const server = require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')
      process.on('SIGUSR2', () => server.close(() => console.log('closed')))
      setInterval(() => undefined, 1_000_000)`
    const port = await reservePort()
    const command = [process.execPath, '--eval', script, '{port}']
    const held = await holdOne(useClient(), tcpExecutor(command, { port, name: 'api' })).start()
    expect(await examine('ports')).toEqual([])
    process.kill(held.pid ?? 0, 'SIGUSR2')
    await held.waitForOutput('closed')
    await occupy(port)
    expect(await examine('ports')).toEqual([
      fault(
        `Port ${port} of "api" (pid ${held.pid}) is served by somebody else: pid ${process.pid} (`,
      ),
    ])
  })
})
