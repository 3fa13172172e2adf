import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { beOwnRun, endRun, endRunAfterTest, hold, useClient } from '../support/clients.js'
import { runHere, useOwnTmpdir } from '../support/command-line.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { endKeptAfterTest, expectNoKeeper, findKeepers } from '../support/keepers.js'
import { expectDeath, identityOf, lives, type Identity } from '../support/processes.js'

beforeAll(beOwnRun)
afterEach(() => vi.unstubAllEnvs())

describe('What is kept between runs', () => {
  let project: Diary
  let db: Identity

  beforeEach(async () => {
    vi.stubEnv('CI', '')
    await useOwnTmpdir()
    project = await makeDiary()
    endKeptAfterTest(project.folder)
    endRunAfterTest()
    const processes = { db: project.declare('db', { scope: 'run', keep: true }) }
    const held = hold(useClient(), { processes, name: 'db', folder: project.folder })
    db = identityOf((await held.start()).pid)
  })

  test('is listed once, with the runs that have it, and then with the time it has', async () => {
    const during = await runHere(['ps'])
    const [keeper] = findKeepers(project.folder)
    expect(during.out).toContain(`${project.folder}  pid ${keeper?.pid}: kept between runs\n`)
    expect(during.out.match(/^db /gm)).toHaveLength(1)
    expect(during.out).toMatch(new RegExp(`kept, run of pid ${process.pid}\n`))
    await endRun()
    expect((await runHere(['ps'])).out).toMatch(/^db +run +ready .* kept for 9 min$/m)
  })

  test('tells what it has printed', async () => {
    await endRun()
    expect(await runHere(['logs', 'db'])).toMatchObject({ code: 0, out: 'ready\n' })
  })

  test('is ended by a stop, with its keeper', async () => {
    await endRun()
    expect(lives(db)).toBe(true)
    const { code, out } = await runHere(['stop', 'db'])
    expect({ code, out }).toEqual({
      code: 0,
      out: `Stopped "db" (pid ${db.pid}) of ${project.folder}\n`,
    })
    await expectDeath(db)
    await expectNoKeeper(project.folder)
    expect(project.read()).toEqual(['db started', 'db stopped'])
  })

  test('is no leftover', async () => {
    await endRun()
    const { out } = await runHere(['doctor', '--fix', '--json'])
    const findings = JSON.parse(out) as { check: string; status: string }[]
    expect(findings.filter(({ check }) => check === 'leftovers')).toEqual([
      expect.objectContaining({ status: 'ok' }),
    ])
    expect(lives(db)).toBe(true)
  })
})
