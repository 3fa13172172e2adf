import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { resource, type Declaration } from '../../src/declaration.js'
import { beOwnRun, endRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import {
  copyOfTemplate,
  declareFolders,
  declareFoldersIn,
  findFolder as find,
  listFolders,
  readDiary,
} from '../support/folders.js'
import { makeFolder } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { findOfThisRun } from '../support/supervisors.js'

beforeAll(beOwnRun)

describe('A resource', () => {
  test('is created for each holder on one server, and removed with its lease', async () => {
    endRunAfterTest()
    const { folder, declaration } = await declareFolders()
    const client = useClient()
    const one = await holdOne(client, declaration, { test: '1' }).start()
    const other = await holdOne(client, declaration, { test: '2' }).start()
    expect(one.port).toBe(other.port)
    expect(one.url).toBe(`tcp://127.0.0.1:${one.port}`)
    expect(listFolders(folder).toSorted()).toEqual([one.id, other.id].toSorted())
    expect(one.id).toMatch(/^mirakuru_[0-9a-z_]{1,41}$/)
    await one.release()
    expect(listFolders(folder)).toEqual([other.id])
    await endRun()
    expect(listFolders(folder)).toEqual([])
  })

  test('is a copy of a template that is filled once', async () => {
    endRunAfterTest()
    const folder = await makeFolder()
    const { declaration: filled } = declareFoldersIn(folder, copyOfTemplate(folder))
    const client = useClient()
    const held = []
    for (const name of ['1', '2']) held.push(await holdOne(client, filled, { test: name }).start())
    for (const each of held) expect(readFileSync(join(find(each), 'data'), 'utf8')).toBe('filled\n')
    expect(readDiary(folder)).toEqual(['create empty', 'fill', 'create copy', 'create copy'])
  })

  test('is reset between the tests that share it', async () => {
    endRunAfterTest()
    const { declaration } = await declareFolders({ scope: 'file', reset: 'reset {id}' })
    const held = await holdOne(useClient(), declaration).start()
    await held.beginUse()
    writeFileSync(join(find(held), 'data'), '')
    await held.endUse(true)
    await held.beginUse()
    expect(readdirSync(find(held))).toEqual([])
  })

  test('has crashed when its server has, with the words of the server', async () => {
    endRunAfterTest()
    const { declaration, folder, server } = await declareFolders()
    const client = useClient()
    const processes = {
      server: { ...server, scope: 'run' },
      db: { ...declaration, server: 'server' },
    }
    const block = processes as Readonly<Record<string, Declaration>>
    const host = await hold(client, { processes: block, name: 'server' }).start()
    const held = await hold(client, { processes: block, name: 'db' }).start()
    expect(held.port).toBe(host.port)
    process.kill(host.pid ?? 0, 'SIGKILL')
    await eventually({ what: 'the crash' }, () => held.crash !== undefined)
    expect(held.crash?.message).toContain('"server" was killed unexpectedly by SIGKILL')
    expect(listFolders(folder)).toEqual([held.id])
    await held.release().catch(() => undefined)
  })

  test('survives its agent, which is started again', async () => {
    endRunAfterTest()
    const { folder, declaration } = await declareFolders()
    const client = useClient()
    const one = await holdOne(client, declaration, { test: '1' }).start()
    const agent = findOfThisRun().find(({ command }) => command.includes('folder-agent'))
    const identity = identityOf(agent?.pid)
    process.kill(identity.pid, 'SIGKILL')
    await expectDeath(identity)
    const other = await holdOne(client, declaration, { test: '2' }).start()
    expect(one.crash).toBeUndefined()
    await one.release()
    expect(listFolders(folder)).toEqual([other.id])
  })

  test('that cannot be filled leaves nothing, and says why', async () => {
    endRunAfterTest()
    const { folder, declaration } = await declareFolders({
      name: 'db',
      fill: `sh -c 'echo no such table; exit 3'`,
    })
    const error = await rejectionOf(holdOne(useClient(), declaration).start())
    expect(error.message).toContain('Cannot start "db": its fill command exited with code 3')
    expect(error.message).toContain('no such table')
    expect(listFolders(folder)).toEqual([])
  })

  test('that its agent refuses says why', async () => {
    endRunAfterTest()
    const { declaration } = await declareFolders({ name: 'db', create: 'make {id}' })
    const error = await rejectionOf(holdOne(useClient(), declaration).start())
    expect(error.message).toContain(
      'Cannot start "db": the request "create" to its agent failed: there is no request "make"',
    )
  })

  test('is created by commands without an agent', async () => {
    endRunAfterTest()
    const { folder, server } = await declareFolders()
    const declaration = resource({
      server,
      create: ['mkdir', `${folder}/{id}`],
      destroy: ['rmdir', `${folder}/{id}`],
      url: '{server.url}/{id}',
    })
    const held = await holdOne(useClient(), declaration).start()
    expect(held.url).toBe(`tcp://127.0.0.1:${held.port}/${held.id}`)
    expect(existsSync(join(folder, held.id))).toBe(true)
    await held.release()
    expect(listFolders(folder)).toEqual([])
  })

  test('waits as a spare, and is given out at once', async () => {
    endRunAfterTest()
    const { folder, declaration } = await declareFolders({ spares: 2 })
    const client = useClient()
    await holdOne(client, declaration, { test: '1' }).start()
    await eventually({ what: 'the spares' }, () => listFolders(folder).length === 3)
    const before = new Set(listFolders(folder))
    const second = await holdOne(client, declaration, { test: '2' }).start()
    expect(before.has(second.id)).toBe(true)
  })
})
