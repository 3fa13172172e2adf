import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import { endRun } from '../support/clients.js'
import { eventually } from '../support/deadline.js'
import {
  copyOfTemplate,
  declareFoldersIn,
  findFolder,
  listFolders,
  readDiary,
  startOutside,
  type FolderOptions,
} from '../support/folders.js'
import { expectNoKeeper, findKeepers, findKept, stopKept } from '../support/keepers.js'
import { expectDeath, identityOf, lives } from '../support/processes.js'
import { findOfThisRun } from '../support/supervisors.js'
import { kept, project, take, useProject, type Block } from './kept-project.js'

useProject()

/** A resource of scope `test` on a server that is kept, copied from a template. */
function declareOnKept(folder: string, options: FolderOptions = {}, template = {}): Block {
  const { server, declaration } = declareFoldersIn(folder, {
    ...copyOfTemplate(folder, template),
    ...options,
  })
  return { db: { ...declaration, server: { ...server, ...kept } } }
}

/** A folder that is there until what is kept has ended. */
function makeHome(): string {
  const folder = join(project.folder, 'parts')
  mkdirSync(folder)
  return folder
}

async function leaveOne(block: Block): Promise<HeldProcess> {
  const held = await take(block, 'db')
  expect(readFileSync(join(findFolder(held), 'data'), 'utf8')).toBe('filled\n')
  await endRun()
  return held
}

describe('A server that is kept', () => {
  test('keeps its template, which is filled once for all runs', async () => {
    const folder = makeHome()
    const block = declareOnKept(folder)
    const first = await leaveOne(block)
    expect(listFolders(folder)).toHaveLength(1)
    const second = await leaveOne(block)
    expect(second.port).toBe(first.port)
    expect(second.id).not.toBe(first.id)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(1)
    await stopKept(project.folder)
    expect(listFolders(folder)).toEqual([])
  })

  test('has a template that is filled again when its inputs have changed', async () => {
    const folder = makeHome()
    const inputs = join(project.folder, 'schema.sql')
    writeFileSync(inputs, 'one')
    const block = declareOnKept(folder, {}, { inputs: [inputs] })
    await leaveOne(block)
    await leaveOne(block)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(1)
    writeFileSync(inputs, 'other')
    await leaveOne(block)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(2)
    expect(listFolders(folder)).toHaveLength(1)
  })

  test('counts its time from the last run, not from the end of its template and its agent', async () => {
    const folder = makeHome()
    const times = { keep: 3_000 }
    const { server, declaration } = declareFoldersIn(folder, copyOfTemplate(folder))
    await leaveOne({ db: { ...declaration, server: { ...server, ...times } } })
    const found = findKept(project.folder)
    expect(found.length).toBeGreaterThan(1)
    const ends = found.map(async (each) => {
      await expectDeath(each, 30_000)
      return performance.now()
    })
    const deaths = await Promise.all(ends)
    expect(Math.max(...deaths) - Math.min(...deaths)).toBeLessThan(times.keep)
  })

  test('has one agent for the run and one that is kept', async () => {
    const folder = makeHome()
    const block = declareOnKept(folder)
    await take(block, 'db')
    const isAgent = ({ command }: { command: string }): boolean => command.includes('folder-agent')
    const ofRun = findOfThisRun().find(isAgent)
    const [ofKeeper, ...others] = findKept(project.folder).filter(isAgent)
    expect(others).toEqual([])
    expect(ofRun?.pid).not.toBe(ofKeeper?.pid)
    await endRun()
    expect(findKept(project.folder).filter(isAgent)).toHaveLength(1)
  })

  test('may keep a resource itself', async () => {
    const folder = makeHome()
    const block = declareOnKept(folder, kept)
    const first = await leaveOne(block)
    expect(listFolders(folder)).toHaveLength(2)
    const second = await leaveOne(block)
    expect(second.id).toBe(first.id)
    expect(second.captures).toEqual(first.captures)
    expect(second.url).toBe(first.url)
  })

  test('is started again with its template when its keeper was killed', async () => {
    const folder = makeHome()
    const block = declareOnKept(folder)
    await leaveOne(block)
    for (const keeper of findKeepers(project.folder)) {
      process.kill(keeper.pid, 'SIGKILL')
      await expectDeath(keeper, 8_000)
    }
    await leaveOne(block)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(2)
  })

  test('may run already: its template is kept all the same', async () => {
    const folder = makeHome()
    const { server, pid } = await startOutside()
    const outside = { ...server, ...kept }
    const { declaration } = declareFoldersIn(folder, { ...copyOfTemplate(folder), server: outside })
    const first = await leaveOne({ db: declaration })
    const second = await leaveOne({ db: declaration })
    expect(first.url).toBe(second.url)
    expect(readDiary(folder).filter((line) => line === 'fill')).toHaveLength(1)
    await stopKept(project.folder)
    await expectNoKeeper(project.folder)
    expect(listFolders(folder)).toEqual([])
    expect(lives(identityOf(pid))).toBe(true)
  })

  test('leaves no keeper behind when a part of it cannot be removed', async () => {
    const folder = makeHome()
    const block = declareOnKept(folder, { ...kept, destroy: 'refuse {id}' })
    await leaveOne(block)
    await stopKept(project.folder)
    await expectNoKeeper(project.folder)
  })

  test('crashes for the resources of a run when its keeper is killed', async () => {
    const folder = makeHome()
    const held = await take(declareOnKept(folder), 'db')
    for (const { pid } of findKeepers(project.folder)) process.kill(pid, 'SIGKILL')
    await eventually({ what: 'the crash' }, () => held.crash !== undefined)
    expect(held.crash?.message).toContain('"server" was killed unexpectedly by SIGKILL')
    expect(await held.running()).toBe(false)
    await held.acknowledgeCrash()
  })
})
