import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { outputExecutor, resource, type Declaration } from '../../src/declaration.js'
import type { Client, HeldProcess } from '../../src/client/index.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import {
  copyOfTemplate,
  declareFolders,
  declareFoldersIn,
  findFolder,
  listFolders,
  readDiary,
} from '../support/folders.js'
import { findOfThisRun } from '../support/supervisors.js'

beforeAll(beOwnRun)

function count(program: string): number {
  return findOfThisRun().filter(({ command }) => command.includes(program)).length
}

/** The names of copies of a template have what it was filled with. */
const dataOf = (held: HeldProcess): string[] => readdirSync(findFolder(held))

describe('Resources that are declared alike', () => {
  test('in several files share a server, an agent and a template', async () => {
    endRunAfterTest()
    const folder = await makeFolder()
    const { declaration } = declareFoldersIn(folder, copyOfTemplate(folder))
    const clients = ['1', '2', '3'].map((file) => ({ client: useClient(), file }))
    const held = await Promise.all(
      clients.map(({ client, file }) =>
        hold(client, {
          processes: { [`db${file}`]: declaration },
          name: `db${file}`,
          units: { file },
        }).start(),
      ),
    )
    expect(new Set(held.map(({ id }) => id)).size).toBe(3)
    expect(count('folder-server')).toBe(1)
    expect(count('folder-agent')).toBe(1)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(1)
  })

  test('have names of their own, however many workers create them at once', async () => {
    endRunAfterTest()
    const { folder, declaration } = await declareFolders()
    const ask = (client: Client, worker: number): Promise<HeldProcess>[] =>
      Array.from({ length: 10 }, (_, index) =>
        holdOne(client, declaration, { test: `${worker} ${index}` }).start(),
      )
    const held = await Promise.all([1, 2, 3, 4].flatMap((worker) => ask(useClient(), worker)))
    expect(new Set(held.map(({ id }) => id)).size).toBe(40)
    expect(listFolders(folder)).toHaveLength(40)
  })
})

describe('Resources of one server', () => {
  test('may have different templates', async () => {
    endRunAfterTest()
    const folder = await makeFolder()
    const [one, other] = ['one', 'other'].map((name) => {
      const fill = ['touch', `${folder}/{id}/${name}`]
      return declareFoldersIn(folder, copyOfTemplate(folder, { fill })).declaration
    }) as [Declaration, Declaration]
    const client = useClient()
    const first = await holdOne(client, one, { test: '1' }).start()
    const second = await holdOne(client, other, { test: '2' }).start()
    expect([first, second].map(dataOf)).toEqual([['one'], ['other']])
    expect(first.port).toBe(second.port)
    expect(count('folder-server')).toBe(1)
  })

  test('may be in one block, and a process that names their values', async () => {
    endRunAfterTest()
    const { declaration, server } = await declareFolders()
    const shown = 'echo {one.id} {one.url} {one.port} {one.captures.folder} {two.id}; echo ready'
    const processes = {
      pg: { ...server, scope: 'run' },
      one: { ...declaration, server: 'pg', url: '{server.url}/{id}' },
      two: { ...declaration, server: 'pg' },
      api: outputExecutor(['sh', '-c', `${shown}; exec sleep 1000`], { banner: 'ready' }),
    } as Readonly<Record<string, Declaration>>
    const client = useClient()
    const api = await hold(client, { processes, name: 'api' }).start()
    const [one, two] = [
      await hold(client, { processes, name: 'one' }).start(),
      await hold(client, { processes, name: 'two' }).start(),
    ]
    const values = [one.id, one.url, one.port, findFolder(one), two.id].join(' ')
    expect(await api.output()).toContain(values)
    expect(one.url).toBe(`tcp://127.0.0.1:${one.port}/${one.id}`)
  })

  test('may be parts of each other', async () => {
    endRunAfterTest()
    const folder = await makeFolder()
    const { declaration: cluster } = declareFoldersIn(folder, { name: 'cluster' })
    const db = resource({
      server: { ...cluster, scope: 'run' } as Declaration,
      create: ['mkdir', `${folder}/{server.id}/{id}`],
      destroy: ['rmdir', `${folder}/{server.id}/{id}`],
    })
    const held = await holdOne(useClient(), db).start()
    const [outer = ''] = listFolders(folder)
    expect(listFolders(join(folder, outer))).toEqual([held.id])
    await held.release()
    expect(listFolders(join(folder, outer))).toEqual([])
  })
})

describe('A server of scope', () => {
  test.each(['test', 'file'] as const)('%s ends with its resources', async (scope) => {
    endRunAfterTest()
    const folder = await makeFolder()
    const { declaration, server } = declareFoldersIn(folder, copyOfTemplate(folder))
    const host = { ...server, scope }
    const own = { ...declaration, server: host, scope } as Declaration
    const held = await holdOne(useClient(), own).start()
    expect(dataOf(held)).toEqual(['data'])
    await held.retire()
    await eventually({ what: 'the end of the server' }, () => count('folder-server') === 0)
    expect(listFolders(folder)).toEqual([])
  })
})

describe('A worker', () => {
  test('has one resource for all of its files', async () => {
    endRunAfterTest()
    const { folder, declaration } = await declareFolders({ scope: 'worker', reset: 'reset {id}' })
    const held = await holdOne(useClient(), declaration, { file: '1' }).start()
    writeFileSync(join(findFolder(held), 'data'), '')
    await held.release()
    const again = await holdOne(useClient(), declaration, { file: '2' }).start()
    expect(again.id).toBe(held.id)
    expect(listFolders(folder)).toEqual([held.id])
  })
})

describe('Spares', () => {
  test('are copies of the template, and end with the run', async () => {
    endRunAfterTest()
    const folder = await makeFolder()
    const options = { ...copyOfTemplate(folder), spares: 3 }
    const { declaration } = declareFoldersIn(folder, options)
    const client = useClient()
    for (const name of ['1', '2', '3', '4']) {
      const held = await holdOne(client, declaration, { test: name }).start()
      expect(dataOf(held)).toEqual(['data'])
      await held.release()
    }
    const isFull = (): boolean => listFolders(folder).length === 4
    await eventually({ what: 'template and spares' }, isFull)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(1)
    await client.close()
    await eventually({ what: 'the template alone' }, () => listFolders(folder).length === 1)
  })
})

test('A command of the agent is not mistaken for one of the resource', async () => {
  endRunAfterTest()
  const folder = await makeFolder()
  const agent = { command: fixture('folder-agent', folder), env: { X: '{server.port}' } }
  const { declaration } = declareFoldersIn(folder, { agent })
  const held = await holdOne(useClient(), declaration).start()
  expect(listFolders(folder)).toEqual([held.id])
})
