import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  unixSocketExecutor,
} from '../../src/declaration.js'
import { endRun, useClient } from '../support/clients.js'
import { eventually } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { kept, leave, project, take, useProject } from './kept-project.js'

useProject()

describe('The next run', () => {
  test('finds the process with everything that is known of it', async () => {
    const http = httpExecutor(fixture('listens-http', '{port}'), {
      ...kept,
      host: 'localhost',
      ports: ['metrics'],
      env: { SCRATCH: '{tmp}', METRICS: '{ports.metrics}' },
    })
    const first = await take({ http }, 'http')
    const { pid, host, port, ports, url, tmp } = first
    expect(host).toMatch(/^(127\.0\.0\.1|::1)$/)
    await endRun()
    const second = await take({ http }, 'http')
    expect(second).toMatchObject({ pid, host, port, ports, url, tmp })
    expect((await fetch(String(second.url))).ok).toBe(true)
  })

  test('finds what it has printed, and is told what it prints', async () => {
    const script = 'console.log("v7 ready"); process.on("SIGHUP", () => console.log("asked"))'
    const command = ['node', '-e', `${script}; setInterval(() => undefined, 1e6)`]
    const printer = outputExecutor(command, { ...kept, banner: /v(?<version>\d+) ready/ })
    await leave({ printer }, 'printer')
    const held = await take({ printer }, 'printer')
    expect(held.captures).toEqual({ version: '7' })
    expect(await held.output()).toBe('v7 ready\n')
    const asked = held.waitForOutput(/^asked$/)
    process.kill(held.pid ?? 0, 'SIGHUP')
    await asked
    expect(await held.log()).toBe('v7 ready\nasked\n')
  })

  test('finds a process that serves a socket in a folder of its own', async () => {
    const socketPath = '{tmp}/socket'
    const server = unixSocketExecutor(fixture('listens-on-unix-socket', socketPath), {
      ...kept,
      socketPath,
    })
    const identity = await leave({ server }, 'server')
    const held = await take({ server }, 'server')
    expect(held.pid).toBe(identity.pid)
    expect(held.socketPath).toBe(join(String(held.tmp), 'socket'))
  })

  test('finds a daemon whose leader has left it, and is told of its crash', async () => {
    const writesItsPid = ['sh', '-c', 'echo $$ >"$0"; exec sleep 1000', '{tmp}/pid']
    const command = [...fixture('daemonises'), ...writesItsPid]
    const daemon = pidExecutor(command, { ...kept, filename: '{tmp}/pid' })
    const logFile = await useClient().connect()
    const first = await take({ daemon }, 'daemon')
    await eventually({ what: 'the exit of its leader' }, () => first.exit)
    const identity = identityOf(first.pid)
    await endRun()
    expect(readFileSync(logFile, 'utf8')).not.toMatch(/leaves .*Timeout.* behind/)
    const held = await take({ daemon }, 'daemon')
    expect(held.pid).toBe(identity.pid)
    expect(held.exit).toMatchObject({ code: 0 })
    const crashed = whenCrashed(held)
    process.kill(identity.pid, 'SIGKILL')
    expect((await crashed).message).toMatch(/^"daemon" left a daemon that ended unexpectedly/)
    await held.acknowledgeCrash()
    await held.start()
    expect(held.pid).not.toBe(identity.pid)
  })

  test('can do with it what it likes', async () => {
    const db = project.declare('db', kept)
    const identity = await leave({ db }, 'db')
    const held = await take({ db }, 'db')
    await held.pause()
    await held.resume()
    await held.restart()
    await expectDeath(identity)
    await held.stop()
    expect(await held.running()).toBe(false)
    expect(held.exit).toMatchObject({ code: 0, forced: false })
    await held.start()
    expect(await held.running()).toBe(true)
    expect(project.read().filter((line) => line === 'db started')).toHaveLength(3)
  })

  test('starts it in a new folder after a stop, and in its own after a restart', async () => {
    const db = project.declare('db', { ...kept, env: { SCRATCH: '{tmp}' } })
    const held = await take({ db }, 'db')
    const { tmp } = held
    await held.restart()
    expect(held.tmp).toBe(tmp)
    await held.stop()
    await held.start()
    expect(held.tmp).not.toBe(tmp)
    expect(existsSync(String(tmp))).toBe(false)
    expect(existsSync(String(held.tmp))).toBe(true)
  })

  test('is told of its crash', async () => {
    const db = project.declare('db', kept)
    const identity = await leave({ db }, 'db')
    const held = await take({ db }, 'db')
    const crashed = whenCrashed(held)
    process.kill(identity.pid, 'SIGKILL')
    expect((await crashed).message).toMatch(/^"db" was killed unexpectedly by SIGKILL/)
    await held.acknowledgeCrash()
    await held.start()
    expect(await held.running()).toBe(true)
    expect(held.pid).not.toBe(identity.pid)
  })

  test('resets what the tests before it may have used', async () => {
    const reset = ['sh', '-c', 'echo "db reset" >>"$0"', project.file]
    const db = project.declare('db', { ...kept, reset })
    const first = await take({ db }, 'db')
    await first.beginUse()
    expect(project.read()).toEqual(['db started'])
    await endRun()
    const second = await take({ db }, 'db')
    await second.beginUse()
    expect(project.read()).toEqual(['db started', 'db reset'])
  })
})

function whenCrashed(held: HeldProcess): Promise<Error> {
  return new Promise((resolve) => {
    held.whenCrashed(resolve)
  })
}
