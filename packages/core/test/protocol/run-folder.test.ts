import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SupervisorError } from '../../src/errors/index.js'
import { claimFolder, describeRendezvous, type Rendezvous } from '../../src/protocol/index.js'
import { makeFolder } from '../support/fixtures.js'
import { withoutPage } from '../support/pages.js'

describe('claimFolder()', () => {
  /** A rendezvous in a folder that does not exist yet. */
  const plan = async (): Promise<Rendezvous> => {
    const folder = join(await makeFolder(), 'run')
    return { ...describeRendezvous({ pid: 1, startTime: '' }), folder }
  }
  const refusal = (rendezvous: Rendezvous): unknown => {
    try {
      return claimFolder(rendezvous)
    } catch (error) {
      return error
    }
  }
  const expectRefused = (rendezvous: Rendezvous): void => {
    const error = refusal(rendezvous)
    expect(error).toBeInstanceOf(SupervisorError)
    expect(withoutPage((error as Error).message)).toBe(
      `Cannot start or join the run's supervisor: ${rendezvous.folder} already exists, and is not a folder that only this user can open`,
    )
  }

  test('makes a folder for this user alone, and says who was first', async () => {
    const rendezvous = await plan()
    const claimed = claimFolder(rendezvous)
    expect([claimed?.path, claimFolder(rendezvous)]).toEqual([rendezvous.folder, undefined])
    expect(statSync(rendezvous.folder).mode & 0o7777).toBe(0o700)
  })

  test.each(['0755', '0710', '0701', '0777'])('refuses a folder of mode %s', async (mode) => {
    const rendezvous = await plan()
    mkdirSync(rendezvous.folder)
    chmodSync(rendezvous.folder, Number.parseInt(mode, 8))
    expectRefused(rendezvous)
  })

  test('refuses a link, even to a folder of this user alone', async () => {
    const rendezvous = await plan()
    const target = `${rendezvous.folder}-target`
    mkdirSync(target, { mode: 0o700 })
    symlinkSync(target, rendezvous.folder)
    expectRefused(rendezvous)
  })

  test('refuses a link that leads nowhere, and makes nothing there', async () => {
    const rendezvous = await plan()
    symlinkSync(`${rendezvous.folder}-target`, rendezvous.folder)
    expectRefused(rendezvous)
    expect(statSync(`${rendezvous.folder}-target`, { throwIfNoEntry: false })).toBeUndefined()
  })

  test('refuses a file', async () => {
    const rendezvous = await plan()
    writeFileSync(rendezvous.folder, '', { mode: 0o600 })
    expectRefused(rendezvous)
  })

  test.runIf(process.getuid?.() === 0)('refuses a folder of somebody else', async () => {
    const rendezvous = await plan()
    mkdirSync(rendezvous.folder, { mode: 0o700 })
    chownSync(rendezvous.folder, 65_534, 65_534)
    expectRefused(rendezvous)
  })

  test('says why it cannot make one', async () => {
    const rendezvous = await plan()
    const error = refusal({ ...rendezvous, folder: join(rendezvous.folder, 'deeper') })
    expect(error).toBeInstanceOf(SupervisorError)
    expect(withoutPage((error as Error).message)).toMatch(
      /^Cannot create the folder of the run's supervisor: ENOENT: no such file or directory, mkdir '.*\/run\/deeper'$/,
    )
    expect((error as Error).cause).toMatchObject({ code: 'ENOENT' })
  })
})
