import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { beOwnRun, endRunAfterTest, hold, holdOne, useClient } from '../support/clients.js'
import { mirakuru, runHere, useOwnTmpdir } from '../support/command-line.js'
import { rejectionOf } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { expectDeath, identityOf, lives, type Identity } from '../support/processes.js'
import { runScript } from '../support/script.js'

beforeAll(beOwnRun)

/** A run that was started elsewhere and holds a process of that name. */
async function startElsewhere(name: string): Promise<{ folder: string; theirs: Identity }> {
  const folder = await makeFolder()
  const script = await runScript(`
    process.chdir(${JSON.stringify(folder)})
    const processes = { ${name}: declarations.simpleExecutor(fixture('lives'), { scope: 'run' }) }
    const units = { test: '', file: '' }
    const held = new HeldProcess(new Client('root'), { processes, name: '${name}', units })
    console.log('pid ' + (await held.start()).pid)
    setInterval(() => undefined, 1_000_000)`)
  const [, pid] = await script.says(/^pid (\d+)$/m)
  return { folder, theirs: identityOf(Number(pid)) }
}

describe('mirakuru stop', () => {
  let diary: Diary

  beforeEach(async () => {
    await useOwnTmpdir()
    endRunAfterTest()
    diary = await makeDiary()
  })

  test('NAME stops a process for all who hold it, and is no crash to any', async () => {
    const declaration = diary.declare('db', { name: 'db', scope: 'run' })
    const held = [
      await holdOne(useClient(), declaration).start(),
      await holdOne(useClient(), declaration).start(),
    ]
    const identity = identityOf(held[0]?.pid)
    const { code, out, err } = await runHere(['stop', 'db'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`Stopped "db" (pid ${identity.pid}) of ${process.cwd()}\n`)
    await expectDeath(identity)
    for (const each of held) {
      expect(await each.running()).toBe(false)
      expect(each.crash).toBeUndefined()
    }
    // Whoever asks later gets a new one.
    expect((await holdOne(useClient(), declaration).start()).pid).not.toBe(identity.pid)
    expect(diary.read()).toEqual(['db started', 'db stopped', 'db started'])
  })

  test('--all stops what depends on something before that', async () => {
    const processes = {
      db: diary.declare('db', { scope: 'run' }),
      api: diary.declare('api', { scope: 'run', words: ['{db.host}'] }),
    }
    await hold(useClient(), { processes, name: 'api' }).start()
    const { code, out } = await runHere(['stop', '--all', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ name: 'db' }, { name: 'api' }])
    expect(diary.read().slice(2)).toEqual(['api stopped', 'db stopped'])
  })

  test('cancels a start', async () => {
    const held = holdOne(useClient(), diary.declare('db', { name: 'db', gate: diary.gate }))
    const started = rejectionOf(held.start())
    await diary.says('db started')
    expect((await runHere(['stop', 'db'])).code).toBe(0)
    expect((await started).message).toBe('Cannot start "db": it was stopped while it was starting')
  })

  test('ends with 1 where a process ends otherwise than its declaration says', async () => {
    const declaration = simpleExecutor(fixture('exits-with', 3, 'SIGTERM'), { name: 'odd' })
    await (await holdOne(useClient(), declaration).start()).waitForOutput('ready')
    const { code, err } = await runHere(['stop', 'odd'])
    expect(code).toBe(1)
    expect(err).toContain('"odd"')
    expect(err).toContain('exited with code 3')
  })

  test('prefers this project, and lets choose between others', async () => {
    const [one, other] = [await startElsewhere('db'), await startElsewhere('db')]
    const own = await holdOne(useClient(), diary.declare('db', { name: 'db' })).start()
    const elsewhere = await makeFolder()
    const doubtful = await mirakuru(['stop', 'db'], { cwd: elsewhere })
    expect(doubtful.code).toBe(1)
    expect(doubtful.err).toMatch(
      /^mirakuru: "db" is the name of 3 processes; choose one by its pid:\n/,
    )
    expect(doubtful.err).toMatch(
      new RegExp(`^ +${one.theirs.pid}  of ${one.folder}, held by run, runner$`, 'm'),
    )
    expect((await mirakuru(['stop', 'db'], { cwd: join(process.cwd(), 'test') })).code).toBe(0)
    expect(await own.running()).toBe(false)
    expect((await runHere(['stop', String(other.theirs.pid)])).code).toBe(0)
    await expectDeath(other.theirs)
    expect(lives(one.theirs)).toBe(true)
    expect((await runHere(['stop'])).out).toBe('Nothing is running\n')
    expect(lives(one.theirs)).toBe(true)
    const ofProject = await mirakuru(['stop'], { cwd: one.folder })
    expect(ofProject.out).toContain(`Stopped "db" (pid ${one.theirs.pid})`)
    await expectDeath(one.theirs)
  })

  test('says what there is when there is no such process', async () => {
    const nothing = await runHere(['stop', 'db'])
    expect(nothing).toMatchObject({ code: 1, out: '' })
    expect(nothing.err).toBe('mirakuru: No process called "db" is running; nothing is running\n')
    await holdOne(useClient(), diary.declare('redis', { name: 'redis' })).start()
    expect((await runHere(['stop', 'reids'])).err).toContain('did you mean "redis"?')
    const json = await runHere(['stop', 'other', '--json'])
    expect(JSON.parse(json.out)).toEqual({
      error: {
        code: 'ERR_EXECUTOR',
        message: 'No process called "other" is running; there are "redis"',
      },
    })
  })
})
