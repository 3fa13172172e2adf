import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import type { Declaration } from '../../src/declaration/index.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { identityOf } from '../support/processes.js'

beforeAll(beOwnRun)

/** A `db`, an `api` that refers to it, and a `web` that refers to neither, all of the run. */
function declareAll(diary: Diary): Record<'db' | 'api' | 'web', ReturnType<Diary['declare']>> {
  const options = { scope: 'run' } as const
  const sources = [`${diary.folder}/src/**/*.sql`, `${diary.folder}/config.json`]
  return {
    db: diary.declare('db', { ...options, restartOn: sources }),
    api: diary.declare('api', { ...options, words: ['with {db.name}'] }),
    web: diary.declare('web', { ...options, restartOn: `${diary.folder}/web/**` }),
  }
}

function writeSource(diary: Diary, path: string, content: string): void {
  mkdirSync(join(diary.folder, path, '..'), { recursive: true })
  writeFileSync(join(diary.folder, path), content)
}

async function crash(held: HeldProcess): Promise<void> {
  process.kill(identityOf(held.pid).pid, 'SIGKILL')
  await eventually({ what: 'the crash to be told' }, () => held.exit)
}

test('What was started from files that have changed is restarted, with what refers to it', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  writeSource(diary, 'src/tables/users.sql', 'one')
  const processes = declareAll(diary)
  const client = useClient()
  const [api, web] = [
    hold(client, { processes, name: 'api' }),
    hold(client, { processes, name: 'web' }),
  ]
  await api.start()
  await web.start()
  await client.restartChanged()
  expect(diary.read()).toHaveLength(3)
  const changes = [
    () => writeSource(diary, 'src/tables/users.sql', 'other'),
    () => writeSource(diary, 'config.json', 'new'),
    () => rmSync(join(diary.folder, 'src/tables/users.sql')),
  ]
  for (const change of changes) {
    const before = diary.read().length
    change()
    writeSource(diary, 'src/tables/notes.txt', 'of no interest')
    await client.restartChanged()
    await client.restartChanged()
    expect(diary.read().slice(before)).toEqual([
      'api stopped',
      'db stopped',
      'db started',
      'api started with db',
    ])
  }
  expect(await api.running()).toBe(true)
})

test('What refers to it gets the values it has then', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const options = { scope: 'run', env: { SCRATCH: '{tmp}' } } as const
  const processes = {
    db: diary.declare('db', { ...options, restartOn: `${diary.folder}/config.json` }),
    api: diary.declare('api', { scope: 'run', words: ['in {db.tmp}'] }),
  }
  const client = useClient()
  const db = await hold(client, { processes, name: 'db' }).start()
  await hold(client, { processes, name: 'api' }).start()
  const { tmp: former } = db
  writeSource(diary, 'config.json', 'new')
  await client.restartChanged()
  await db.running()
  expect(db.tmp).not.toBe(former)
  expect(diary.read().filter((line) => line.startsWith('api started'))).toEqual([
    `api started in ${former}`,
    `api started in ${db.tmp}`,
  ])
})

test('One that was stopped is started again by that', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const { db } = declareAll(diary)
  const client = useClient()
  const held = await holdOne(client, db).start()
  await held.kill()
  writeSource(diary, 'config.json', 'new')
  await client.restartChanged()
  expect(await held.running()).toBe(true)
})

test('One that has crashed is started again by that, with what refers to it', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const processes = declareAll(diary)
  const client = useClient()
  const db = await hold(client, { processes, name: 'db' }).start()
  await hold(client, { processes, name: 'api' }).start()
  await crash(db)
  await client.restartChanged()
  const next = await hold(client, { processes, name: 'db' }).start()
  expect(next.pid).toBe(db.pid)
  expect(diary.read().slice(2)).toEqual(['api stopped', 'db started', 'api started with db'])
})

test('One that may end stays as it is until somebody wants it', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const client = useClient()
  const db = await holdOne(client, diary.declare('db', { scope: 'run', onCrash: 'ignore' })).start()
  await crash(db)
  await client.restartChanged()
  expect(diary.read()).toEqual(['db started'])
})

test('Only what outlives the tests can be restarted like that', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const db = { ...declareAll(diary).db, scope: 'file' } as Declaration
  expect(await rejectionOf(holdOne(useClient(), db).start())).toMatchObject({
    problems: [
      {
        path: 'subject.restartOn',
        message:
          'a process of scope "file" is started again by each run of its tests; leave it out, or give it scope "run"',
      },
    ],
  })
})
