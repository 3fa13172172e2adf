import { beforeAll, describe, expect, test } from 'vitest'
import { simpleExecutor, type Declaration } from '../../src/declaration.js'
import { beOwnRun, endRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'

beforeAll(beOwnRun)

/** A step that writes its name into the diary, and ends. */
function step(diary: Diary, options: object = {}, script = ''): Declaration<'simple'> {
  const command = ['sh', '-c', `echo migrated >>${diary.file}; ${script}`]
  return simpleExecutor(command, { oneShot: true, ...options })
}

describe('A process with "oneShot"', () => {
  test('is run between what it refers to and what refers to it, once for all who share it', async () => {
    const diary = await makeDiary()
    const processes = {
      db: diary.declare('db', { scope: 'run' }),
      migrate: step(diary, { scope: 'run', env: { DB: '{db.name}' } }),
      api: diary.declare('api', { words: ['{migrate.name}'] }),
    }
    for (const client of [useClient(), useClient(), useClient()]) {
      await hold(client, { processes, name: 'api' }).start()
      const migrate = await hold(client, { processes, name: 'migrate' }).start()
      expect(await migrate.running()).toBe(false)
      expect(migrate.exit).toMatchObject({ code: 0 })
      expect(migrate.crash).toBeUndefined()
      await migrate.start()
    }
    await endRun()
    const lines = diary.read()
    expect(lines.slice(0, 3)).toEqual(['db started', 'migrated', 'api started migrate'])
    expect(lines.filter((line) => line === 'migrated')).toHaveLength(1)
    expect(lines.at(-1)).toBe('db stopped')
  })

  test('fails the start of what refers to it with its output when it fails', async () => {
    const diary = await makeDiary()
    const processes = {
      migrate: step(diary, {}, 'echo no such table >&2; exit 3'),
      api: diary.declare('api', { words: ['{migrate.name}'] }),
    }
    const error = await rejectionOf(hold(useClient(), { processes, name: 'api' }).start())
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 3 })
    expect(error.message).toContain(
      'Cannot start "migrate": it exited with code 3 before it was done',
    )
    expect(error.message).toContain('needed by "api"')
    expect(error.message).toContain('no such table')
    expect(diary.read()).toEqual(['migrated'])
  })

  test('has the time of a start, and is killed after it', async () => {
    const diary = await makeDiary()
    const slow = step(diary, { startTimeout: 200 }, 'sleep 1000')
    const error = await rejectionOf(holdOne(useClient(), slow).start())
    expect(error.message).toContain('it did not exit within 200 ms')
  })

  test('is run again by a restart', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const held = await holdOne(useClient(), step(diary)).start()
    await held.restart()
    expect(diary.read()).toEqual(['migrated', 'migrated'])
  })

  test('is a spare as good as any when it is done', async () => {
    endRunAfterTest()
    const diary = await makeDiary()
    const client = useClient()
    const units = (name: string): { test: string } => ({ test: name })
    await holdOne(client, step(diary, { spares: 1 }), units('1')).start()
    const written = (): number => diary.read().length
    await eventually({ what: 'a spare' }, written, (count) => count === 2)
    await holdOne(client, step(diary, { spares: 1 }), units('2')).start()
    await eventually({ what: 'a second spare' }, written, (count) => count === 3)
  })

  test.each([
    [{ healthcheck: 'true' }, 'healthcheck'],
    [{ waitOn: 'tcp:1' }, 'waitOn'],
    [{ keep: true, scope: 'run' }, 'keep'],
  ] as const)('is refused with %j', async (options, path) => {
    endRunAfterTest()
    const diary = await makeDiary()
    const error = await rejectionOf(holdOne(useClient(), step(diary, options)).start())
    expect(error).toMatchObject({ problems: [{ path: `subject.${path}` }] })
    expect(diary.read()).toEqual([])
  })
})
