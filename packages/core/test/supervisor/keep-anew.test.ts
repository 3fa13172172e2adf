import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { httpExecutor, tcpExecutor } from '../../src/declaration.js'
import { fixture } from '../support/fixtures.js'
import { findKeepers } from '../support/keepers.js'
import { reservePort } from '../support/ports.js'
import { expectDeath } from '../support/processes.js'
import { kept, leave, project, take, useProject, type Block } from './kept-project.js'

useProject()

describe('The next run gets a new one', () => {
  test('of one that has died meanwhile', async () => {
    const db = project.declare('db', kept)
    const identity = await leave({ db }, 'db')
    process.kill(identity.pid, 'SIGKILL')
    await expectDeath(identity, 8_000)
    const held = await take({ db }, 'db')
    expect(await held.running()).toBe(true)
    expect(project.read()).toEqual(['db started', 'db started'])
  })

  test('of one that does not answer any more', async () => {
    const server = httpExecutor(fixture('listens-http', '{port}'), kept)
    const identity = await leave({ server }, 'server')
    process.kill(identity.pid, 'SIGSTOP')
    const held = await take({ server }, 'server')
    expect(held.pid).not.toBe(identity.pid)
    await expectDeath(identity)
  })

  test('of one that was declared otherwise, which has made way for it', async () => {
    const port = await reservePort()
    const declare = (stopTimeout: number): Block => ({
      server: tcpExecutor(fixture('listens-late', '{port}'), { ...kept, port, stopTimeout }),
    })
    const identity = await leave(declare(10_000), 'server')
    const held = await take(declare(9_000), 'server')
    await expectDeath(identity)
    expect(held.port).toBe(port)
  })

  test('of one whose files have changed, and of what refers to it', async () => {
    const source = join(project.folder, 'schema.sql')
    writeFileSync(source, 'one')
    const processes = {
      db: project.declare('db', { ...kept, restartOn: source }),
      api: project.declare('api', { ...kept, words: ['with {db.name}'] }),
    }
    await leave(processes, 'api')
    await leave(processes, 'api')
    expect(project.read()).toEqual(['db started', 'api started with db'])
    writeFileSync(source, 'other')
    await take(processes, 'api')
    expect(project.read().filter((line) => line.includes('started'))).toEqual([
      'db started',
      'api started with db',
      'db started',
      'api started with db',
    ])
  })

  test('when its keeper was killed, with everything it kept', async () => {
    const db = project.declare('db', kept)
    const identity = await leave({ db }, 'db')
    for (const { pid } of findKeepers(project.folder)) process.kill(pid, 'SIGKILL')
    await expectDeath(identity, 8_000)
    const held = await take({ db }, 'db')
    expect(await held.running()).toBe(true)
  })
})
