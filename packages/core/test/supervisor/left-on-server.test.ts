import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../../src/client/index.js'
import type { Declaration } from '../../src/declaration.js'
import { beOwnRun, endRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { eventually } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'
import {
  copyOfTemplate,
  declareFoldersIn,
  listFolders,
  readDiary,
  startOutside,
  type FolderOptions,
} from '../support/folders.js'
import { startOtherRun } from '../support/other-run.js'

beforeAll(beOwnRun)

/** A resource on a server that outlives every run. */
async function declareOutside(
  options: FolderOptions = {},
): Promise<{ folder: string; declaration: Declaration<'resource'> }> {
  endRunAfterTest()
  const folder = await makeFolder()
  const { server } = await startOutside()
  return declareFoldersIn(folder, { server, name: 'db', list: 'list', ...options })
}

describe('A server that outlives the run', () => {
  test('loses what a killed run has left when the next run starts', async () => {
    const { folder, declaration } = await declareOutside()
    const run = await startOtherRun({ db: declaration })
    const left = await run.ready()
    await run.killAll()
    expect(listFolders(folder)).toEqual([left])
    const held = await holdOne(useClient(), declaration).start()
    expect(listFolders(folder)).toEqual([held.id])
    expect(held.id).toMatch(/^[a-z][a-z0-9_]{0,47}$/)
  })

  test('loses it also with commands, whose variables name it', async () => {
    const folder = await makeFolder()
    const { declaration } = await declareOutside({
      agent: undefined,
      env: { PLACE: `${folder}/{id}` },
      create: ['sh', '-c', 'mkdir "$PLACE"'],
      destroy: ['sh', '-c', 'rmdir "$PLACE"'],
      list: ['ls', folder],
    })
    const runs = await Promise.all([1, 2, 3].map(() => startOtherRun({ db: declaration })))
    for (const run of runs) await run.ready()
    for (const run of runs) await run.killAll()
    expect(listFolders(folder)).toHaveLength(3)
    const held = await holdOne(useClient(), declaration).start()
    expect(listFolders(folder)).toEqual([held.id])
  })

  test('keeps what another run holds, and what is of no run', async () => {
    const { folder, declaration } = await declareOutside()
    const foreign = ['customers', 'mirakuru_x', 'mirakuru_00000000_0000_0000_1_1_1', 'mirakuru']
    for (const name of foreign) mkdirSync(join(folder, name))
    const run = await startOtherRun({ db: declaration })
    const theirs = await run.ready()
    const held = await holdOne(useClient(), declaration).start()
    const all = readdirSync(folder).filter((name) => name !== 'diary')
    expect(all.toSorted()).toEqual([...foreign, theirs, held.id].toSorted())
  })

  test('loses a template that a killed run was filling, which is never used', async () => {
    const folder = await makeFolder()
    const wait = `until [ -e "$TARGET/gate" ]; do sleep 0.01; done`
    const fill = `sh -c 'echo half >> "$TARGET/{id}/data"; echo fill >> "$TARGET/diary"; ${wait}'`
    const { server } = await startOutside()
    endRunAfterTest()
    const options = { ...copyOfTemplate(folder, { fill }), server, list: 'list' }
    const { declaration } = declareFoldersIn(folder, options)
    const run = await startOtherRun({ db: declaration })
    await eventually({ what: 'the fill' }, () => readDiary(folder).includes('fill'))
    const left = listFolders(folder)
    await run.killAll()
    writeFileSync(join(folder, 'gate'), '')
    expect(left).toHaveLength(1)
    await holdOne(useClient(), declaration).start()
    expect(listFolders(folder)).toHaveLength(2)
    expect(listFolders(folder)).not.toContain(left[0])
  })

  test.each([
    ['refuses', 'unlist'],
    ['cannot be started', ['/nowhere/at/all']],
  ])('can be used when its list %s, which is reported', async (_, list) => {
    const isCommand = typeof list !== 'string'
    const folder = await makeFolder()
    const { declaration } = await declareOutside({
      list,
      ...(isCommand && {
        agent: undefined,
        create: ['mkdir', `${folder}/{id}`],
        destroy: ['rmdir', `${folder}/{id}`],
      }),
    })
    await holdOne(useClient(), declaration).start()
    const root = new Client('root')
    const { notes } = await root.endRun()
    await root.close()
    expect(notes).toMatchObject([
      { text: expect.stringMatching(/^Cannot remove what killed runs of "db" have left: /) },
    ])
  })

  test('is listed again for resources that are listed in another way', async () => {
    const folder = await makeFolder()
    const other = await makeFolder()
    endRunAfterTest()
    const { server } = await startOutside()
    const blocks = [folder, other].map((each) =>
      declareFoldersIn(each, { server, name: 'db', list: ['list', each] }),
    )
    for (const { declaration } of blocks) {
      const run = await startOtherRun({ db: declaration })
      await run.ready()
      await run.killAll()
    }
    for (const { declaration } of blocks) await holdOne(useClient(), declaration).start()
    for (const each of [folder, other]) expect(listFolders(each)).toHaveLength(1)
    expect(existsSync(folder)).toBe(true)
  })
})
