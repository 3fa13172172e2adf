import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/command-line/checks/finding.js'
import { tcpExecutor } from '../../src/declaration.js'
import { describeRendezvous } from '../../src/protocol/index.js'
import { afterTest } from '../support/cleanup.js'
import { beOwnRun, holdOne, useClient } from '../support/clients.js'
import { mirakuru, useOwnTmpdir } from '../support/command-line.js'
import { occupy, reservePort } from '../support/ports.js'
import { expectDeath, findMarked, identityOf, killAll, killToDeath } from '../support/processes.js'
import { nobody, runScript, unprivileged } from '../support/script.js'

let folder: string

beforeEach(async () => {
  folder = await useOwnTmpdir()
})

/** What `mirakuru doctor` finds in the folder of the test; its exit code says whether there is a fault. */
async function examine({
  args = [],
  ...options
}: { args?: string[] } & Parameters<typeof mirakuru>[1] = {}): Promise<Finding[]> {
  const command = ['doctor', '--json', ...args]
  const { code, out, err } = await mirakuru(command, { cwd: folder, ...options })
  expect(err).toBe('')
  const findings = JSON.parse(out) as (Finding & { fixed: boolean })[]
  const hasFault = findings.some(({ status, fixed }) => status === 'fault' && !fixed)
  expect(code).toBe(hasFault ? 1 : 0)
  return findings
}

function fault(message: string): object {
  const expected = expect.stringContaining(message) as string
  return expect.objectContaining({ status: 'fault', message: expected }) as object
}

function warning(message: string): object {
  const expected = expect.stringContaining(message) as string
  return expect.objectContaining({ status: 'warning', message: expected }) as object
}

async function install(name: string, content: object): Promise<void> {
  const place = join(folder, 'node_modules', name)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), JSON.stringify({ version: '0.1.0', ...content }))
}

function declare(file: string, content: object): Promise<void> {
  return writeFile(join(folder, file), JSON.stringify(content))
}

/** The folder of a run, as old as it has to be for somebody to wonder. */
async function makeRunFolder(
  runner: { pid: number; startTime: string },
  files: readonly string[] = [],
): Promise<string> {
  const run = describeRendezvous(runner)
  await mkdir(run.folder, { mode: 0o700 })
  for (const file of ['token', ...files]) await writeFile(join(run.folder, file), 'a'.repeat(64))
  const past = new Date(Date.now() - 3_600_000)
  await utimes(run.folder, past, past)
  return run.folder
}

const dead = { pid: 4_194_303, startTime: '1' }

describe('mirakuru doctor finds', () => {
  test('everything that is wrong at once', async () => {
    await install('@mirakuru/vitest-plugin', { peerDependencies: { vitest: '^4.1.0 || ^5.0.0' } })
    await install('vitest', { version: '3.2.4' })
    await install('@mirakuru/jest-environment', { peerDependencies: { jest: '^30.2.0' } })
    await install('@mirakuru/core', { version: '0.1.0' })
    await install('@mirakuru/jest-environment/node_modules/@mirakuru/core', { version: '0.2.0' })
    await makeRunFolder(identityOf(process.pid), ['socket'])
    await chmod(await makeRunFolder(dead), 0o755)
    const [taken, shared] = [await reservePort(), await reservePort()]
    await occupy(taken)
    const command = [process.execPath, 'server.js']
    await declare('services.json', {
      one: { executor: 'tcp', command, port: taken },
      two: { executor: 'tcp', command, port: shared },
      three: { executor: 'http', command, url: `http://127.0.0.1:${shared}/` },
      four: { executor: 'tcp', command: 'no-such-server --port {port}' },
    })
    await declare('wrong.json', { executor: 'tpc', command: 'x' })
    const args = ['services.json', 'wrong.json', 'missing.json']
    const found = await examine({ args, shell: 'ulimit -n 200; exec "$@"' })
    const faults = found.filter(({ status }) => status === 'fault')
    const expected = [
      'vitest 3.2.4, with @mirakuru/vitest-plugin 0.1.0, which supports ^4.1.0 || ^5.0.0',
      '@mirakuru/jest-environment 0.1.0 is installed, but jest is not',
      '0.1.0 for the project itself, 0.1.0 for @mirakuru/vitest-plugin, 0.2.0 for @mirakuru/jest-',
      'A process may have 200 open files only',
      'The supervisor of a run that continues is gone',
      'is not a folder that only this user can open',
      'The program of "four" is not installed: no-such-server',
      `Port ${shared} is declared by "two" and "three"`,
      `Port ${taken} of "one" is taken by pid ${process.pid} (`,
      'did you mean "tcp"?',
      'missing.json: Cannot read "missing.json": there is no such file',
    ]
    for (const message of expected) expect(faults).toContainEqual(fault(message))
    expect(faults.length).toBeGreaterThanOrEqual(expected.length)
  })

  test('a limit on open files under which it could hardly run itself', async () => {
    await declare('services.json', { executor: 'tcp', command: 'x' })
    const found = await examine({ args: ['services.json'], shell: 'ulimit -n 64; exec "$@"' })
    expect(found).toContainEqual(fault('A process may have 64 open files only'))
    expect(found.at(-1)?.status).toBe('fault') // the file was looked at, or could not be
  })

  test('a folder for temporary files that does not exist, is too deep, or is open to others', async () => {
    const missing = join(folder, 'missing')
    expect(await examine({ env: { TMPDIR: missing } })).toContainEqual(
      fault(`${missing}, for temporary files, does not exist`),
    )
    const long = join(folder, 'x'.repeat(60))
    await mkdir(long)
    expect(await examine({ env: { TMPDIR: long } })).toContainEqual(
      warning('so long that unix sockets in {tmp} may not fit'),
    )
    const open = join(folder, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    expect(await examine({ env: { TMPDIR: open } })).toContainEqual(
      warning('Other users can rename files in'),
    )
  })

  test('what an owner that was killed with its guardian left, and removes it when asked to', async () => {
    const script = await runScript(`
      const executor = await new SimpleExecutor(fixture('lives')).start()
      console.log('pid ' + executor.pid)
      setInterval(() => undefined, 1_000_000)`)
    const [, pid] = await script.says(/^pid (\d+)$/m)
    const left = identityOf(Number(pid))
    afterTest(() => killToDeath(findMarked(script.ownerId)))
    const message = `A dead run has left a process: ${left.pid} (`
    const guardian = identityOf(script.findGuardian()?.pid)
    killAll([guardian])
    await expectDeath(guardian, 8_000)
    expect(await examine()).not.toContainEqual(fault(message)) // its owner lives
    script.kill('SIGKILL')
    await script.ended
    const run = await makeRunFolder(dead)
    const ofRun = { status: 'warning', message: `A dead run has left ${run}`, fixable: true }
    const found = await examine()
    expect(found).toContainEqual(fault(message))
    expect(found).toContainEqual(expect.objectContaining({ ...ofRun, fixed: false }))
    expect(existsSync(run)).toBe(true)
    const mended = await examine({ args: ['--fix'] })
    expect(mended).toContainEqual(expect.objectContaining({ ...ofRun, fixed: true }))
    expect(existsSync(run)).toBe(false)
    await expectDeath(left, 8_000)
  })

  test.runIf(process.getuid?.() === 0)(
    'read-only folders in what a dead run has left, and what another user has there',
    async () => {
      const [readOnly, foreign] = ['mirakuru-00112233445566aa', 'mirakuru-00112233445566bb']
      await mkdir(join(folder, readOnly, 'module', 'empty'), { recursive: true })
      await mkdir(join(folder, foreign, 'module', 'empty'), { recursive: true })
      await chmod(join(folder, readOnly, 'module'), 0o500)
      await chown(join(folder, readOnly, 'module'), nobody, nobody)
      for (const name of [readOnly, foreign])
        await writeFile(join(folder, name, 'owner'), `${name.slice('mirakuru-'.length)}\n`)
      for (const path of [folder, join(folder, readOnly), join(folder, foreign)]) {
        await chown(path, nobody, nobody)
        await utimes(path, 0, 0)
      }
      const found = await examine({ args: ['--fix'], ...unprivileged })
      const message = (name: string): string => `A dead run has left ${join(folder, name)}`
      const mended = { message: message(readOnly), fixed: true }
      expect(found).toContainEqual(expect.objectContaining(mended))
      expect(existsSync(join(folder, readOnly))).toBe(false)
      const advice = expect.stringMatching(/^it could not be fixed: .*EACCES/) as string
      const left = { message: message(foreign), fixed: false, advice }
      expect(found).toContainEqual(expect.objectContaining(left))
    },
  )

  test('a stranger on the port of a process that is alive', async () => {
    afterTest(beOwnRun())
    const script = `
      const server = require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')
      process.on('SIGUSR2', () => server.close(() => console.log('closed')))
      setInterval(() => undefined, 1_000_000)`
    const port = await reservePort()
    const command = [process.execPath, '--eval', script, '{port}']
    const held = await holdOne(useClient(), tcpExecutor(command, { port, name: 'api' })).start()
    process.kill(held.pid ?? 0, 'SIGUSR2')
    await held.waitForOutput('closed')
    await occupy(port)
    expect(await examine()).toContainEqual(
      fault(
        `Port ${port} of "api" (pid ${held.pid}) is served by another process: pid ${process.pid} (`,
      ),
    )
  })
})
