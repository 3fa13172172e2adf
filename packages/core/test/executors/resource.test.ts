import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resource } from '../../src/declaration.js'
import { createExecutor, type ResourceExecutor } from '../../src/executors/index.js'
import { owner } from '../../src/process/owner.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import {
  copyOfTemplate,
  declareFoldersIn,
  listFolders,
  readDiary,
  startOutside,
  type FolderOptions,
} from '../support/folders.js'
import { expectDeath, findMarked, identityOf } from '../support/processes.js'

interface Own {
  readonly folder: string
  readonly db: ResourceExecutor
}

async function make(options: (folder: string) => FolderOptions = () => ({})): Promise<Own> {
  const folder = await makeFolder()
  const { declaration } = declareFoldersIn(folder, { name: 'db', ...options(folder) })
  const db = createExecutor(declaration)
  afterTest(() => db.kill().catch(() => undefined))
  return { folder, db }
}

const openGate = (folder: string): void => writeFileSync(join(folder, 'gate'), '')

/** Whose agent waits until the gate is open before it carries out this request. */
const held = (verb: string) => (folder: string) => ({
  agent: fixture('folder-agent', folder, verb),
})

async function waitsFor(folder: string, verb: string): Promise<void> {
  await eventually({ what: verb }, () => readDiary(folder).includes(`${verb} waits`))
}

function expectNothing(folder: string): void {
  expect(listFolders(folder)).toEqual([])
  expect(findMarked(owner.id)).toEqual([])
}

describe('A resource of this process', () => {
  test('starts its server, its agent and its template, and stops them', async () => {
    const { folder, db } = await make(copyOfTemplate)
    expect(db.running()).toBe(false)
    expect(await db.start()).toBe(db)
    expect(db.running()).toBe(true)
    expect(listFolders(folder)).toHaveLength(2)
    expect(readdirSync(join(folder, db.id ?? ''))).toEqual(['data'])
    expect(db.url).toBe(`tcp://127.0.0.1:${db.port}`)
    expect(db.pid).toBeUndefined()
    expect(await db.stop()).toBe(db)
    expect(db.running()).toBe(false)
    expectNothing(folder)
  })

  test('is gone at the end of an `await using` block', async () => {
    const { folder, db } = await make()
    {
      await using used = await db.start()
      expect(used.running()).toBe(true)
    }
    expectNothing(folder)
  })

  test('has another id each time, and is found again after a restart', async () => {
    const { folder, db } = await make()
    await db.start()
    const { id } = db
    await db.restart()
    expect(db.id).toBe(id)
    expect(listFolders(folder)).toEqual([id])
    await db.stop()
    await db.start()
    expect(db.id).not.toBe(id)
  })

  test('can be taken away for a time', async () => {
    const { folder, db } = await make()
    await db.start()
    await db.stopped(() => expect(listFolders(folder)).toEqual([]))
    expect(listFolders(folder)).toEqual([db.id])
  })

  test('starts once when it is started twice at once', async () => {
    const { folder, db } = await make()
    expect(await Promise.all([db.start(), db.start()])).toEqual([db, db])
    await db.start()
    expect(readDiary(folder)).toEqual(['create empty'])
  })

  test('has a private folder for its commands, which goes with it', async () => {
    const { db } = await make(() => ({
      agent: undefined,
      create: ['sh', '-c', 'echo "$0" > {tmp}/id', '{id}'],
      destroy: ['rm', '{tmp}/id'],
    }))
    await db.start()
    expect(readdirSync(db.tmp ?? '')).toEqual(['id'])
    const place = db.tmp ?? ''
    await db.stop()
    expect(existsSync(place)).toBe(false)
  })

  test.each(['stop', 'kill'] as const)('is gone after a %s while it is created', async (method) => {
    const { folder, db } = await make(held('create'))
    const started = rejectionOf(db.start())
    await waitsFor(folder, 'create')
    const ended = db[method]()
    openGate(folder)
    await ended
    expect((await started).message).toBe('Cannot start "db": it was stopped while it was starting')
    expectNothing(folder)
  })

  test('is gone after a stop before its server is ready', async () => {
    const { folder, db } = await make()
    const started = rejectionOf(db.start())
    await db.stop()
    expect((await started).message).toBe('Cannot start "db": it was stopped while it was starting')
    expectNothing(folder)
  })

  test('starts after a stop that is under way', async () => {
    const { folder, db } = await make()
    await db.start()
    const stopped = db.stop()
    await db.start()
    await stopped
    expect(db.running()).toBe(true)
    expect(listFolders(folder)).toEqual([db.id])
  })

  test('is gone after two stops and a start that was stopped', async () => {
    const { folder, db } = await make()
    await db.start()
    const stops = [db.stop(), db.stop()]
    const started = rejectionOf(db.start())
    stops.push(db.stop())
    await Promise.all(stops)
    await started
    expectNothing(folder)
  })

  test('starts again right after an aborted start', async () => {
    const { folder, db } = await make(held('create'))
    const abort = new AbortController()
    const aborted = rejectionOf(db.start({ signal: abort.signal }))
    await waitsFor(folder, 'create')
    abort.abort(new Error('not any more'))
    const started = db.start()
    openGate(folder)
    expect(await started).toBe(db)
    expect((await aborted).message).toBe('not any more')
    expect(listFolders(folder)).toHaveLength(1)
    await db.stop()
    expectNothing(folder)
  })

  test('is gone when its start is aborted while it is created', async () => {
    const { folder, db } = await make(held('create'))
    const abort = new AbortController()
    const started = rejectionOf(db.start({ signal: abort.signal }))
    await waitsFor(folder, 'create')
    abort.abort(new Error('not any more'))
    openGate(folder)
    expect((await started).message).toBe('not any more')
    expectNothing(folder)
    await db.start()
    expect(db.running()).toBe(true)
  })

  test('is gone when it was not created in time', async () => {
    const { folder, db } = await make(() => ({
      agent: undefined,
      create: 'sleep 1000',
      destroy: 'true',
      startTimeout: 300,
    }))
    const error = await rejectionOf(db.start())
    expect(error).toMatchObject({ name: 'TimeoutExpiredError', timeout: 300 })
    expect(error.message).toMatch(
      /^Cannot start "db": its create command did not end within 300 ms\n/,
    )
    expectNothing(folder)
  })

  test.each([
    ['create', { create: 'refuse {id}' }, 'the request "create" to its agent failed'],
    ['fill', { fill: ['sh', '-c', 'echo oh; exit 3'] }, 'its fill command exited with code 3'],
    [
      'healthcheck',
      {
        agent: undefined,
        create: 'true',
        destroy: 'true',
        healthcheck: 'false',
        startTimeout: 1_500,
      },
      'its healthcheck',
    ],
  ])('is gone when its %s fails', async (_, options, message) => {
    const { folder, db } = await make(() => options)
    const error = await rejectionOf(db.start())
    expect(error.message).toContain(`Cannot start "db": `)
    expect(error.message).toContain(message)
    expectNothing(folder)
  })

  test('says that it could not be removed, and all the rest is gone', async () => {
    const { folder, db } = await make(() => ({ destroy: 'refuse {id}' }))
    await db.start()
    const error = await rejectionOf(db.stop())
    expect(error.message).toContain('Cannot remove "db": the request "destroy" to its agent failed')
    expect(findMarked(owner.id)).toEqual([])
    expect(listFolders(folder)).toEqual([db.id])
    expect(db.running()).toBe(false)
  })

  test('whose removal hangs is given up in time', async () => {
    const { db } = await make(() => ({
      agent: undefined,
      create: 'true',
      destroy: 'sleep 1000',
      stopTimeout: 200,
    }))
    await db.start()
    const error = await rejectionOf(db.stop())
    expect(error.message).toMatch(/^Cannot remove "db": its "destroy" did not end within 200 ms\n/)
    expect(findMarked(owner.id)).toEqual([])
  })

  test('is lost with its server, and starts again with that', async () => {
    const { folder, db } = await make(copyOfTemplate)
    await db.start()
    const server = findMarked(owner.id).find(({ command }) => command.includes('folder-server'))
    const identity = identityOf(server?.pid)
    process.kill(identity.pid, 'SIGKILL')
    await expectDeath(identity, 5_000)
    await eventually({ what: 'its end' }, () => !db.running())
    await db.start()
    expect(db.running()).toBe(true)
    expect(readdirSync(join(folder, db.id ?? ''))).toEqual(['data'])
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(2)
    await db.stop()
    expectNothing(folder)
  })

  test('can be part of a server that runs already, which is left alone', async () => {
    const { server, pid } = await startOutside()
    const before = findMarked(owner.id).length
    const { folder, db } = await make(() => ({ server }))
    await db.start()
    expect(listFolders(folder)).toEqual([db.id])
    await db.stop()
    expect(listFolders(folder)).toEqual([])
    await db.start()
    await db.kill()
    expect(listFolders(folder)).toEqual([])
    expect(identityOf(pid)).toBeDefined()
    expect(findMarked(owner.id)).toHaveLength(before)
  })

  test('can be part of another resource', async () => {
    const { folder, db: outer } = await make((place) => ({
      server: declareFoldersIn(place, { name: 'cluster' }).declaration,
      create: 'create {id} {server.id}',
    }))
    await outer.start()
    expect(listFolders(folder)).toHaveLength(2)
    expect(outer.url).toBe(`tcp://127.0.0.1:${outer.port}`)
    await outer.stop()
    expectNothing(folder)
  })

  test.each(['pause', 'resume'] as const)('cannot be asked for a %s', async (method) => {
    const { db } = await make()
    const error = await rejectionOf(db[method]())
    expect(error.message).toBe(
      `Cannot ${method} "db": it is a part of a server; ${method} the server`,
    )
  })

  test('is removed by its own commands in its own folder', async () => {
    const folder = await makeFolder()
    const { server } = await startOutside()
    const db = createExecutor(
      resource({ server, cwd: folder, create: 'mkdir {id}', destroy: 'rmdir {id}' }),
    )
    await db.start()
    expect(listFolders(folder)).toEqual([db.id])
    await db.stop()
    expect(listFolders(folder)).toEqual([])
    expect(dirname(folder)).not.toBe(folder)
  })
})
