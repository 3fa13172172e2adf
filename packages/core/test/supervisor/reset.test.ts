import { beforeAll, expect, test } from 'vitest'
import { beOwnRun, endRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { declareFoldersIn } from '../support/folders.js'

beforeAll(beOwnRun)

/** A process of the run; to reset it writes that down, and fails while there is a file that says so. */
function declare(diary: Diary): ReturnType<Diary['declare']> {
  const script =
    'echo "$2 reset $3" >>"$1"; test ! -e "$1.fails" || { echo "cannot flush"; exit 3; }'
  return diary.declare('db', {
    scope: 'run',
    env: { SCRATCH: '{tmp}' },
    reset: ['sh', '-c', script, 'sh', diary.file, '{name}', '{tmp}'],
  })
}

const countResets = (diary: Diary): number =>
  diary.read().filter((line) => line.includes(' reset ')).length

test('A process is reset before the second test that uses it, and not before', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const held = await holdOne(useClient(), declare(diary)).start()
  await held.beginUse()
  await held.endUse(true)
  expect(countResets(diary)).toBe(0)
  await held.beginUse()
  await held.endUse(false)
  expect(diary.read()).toEqual(['db started', `subject reset ${held.tmp}`])
  await held.beginUse()
  expect(countResets(diary)).toBe(1)
})

test('It is reset for the tests of another client as well, but not while anybody uses it', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const [first, second] = [useClient(), useClient()]
  const one = await holdOne(first, declare(diary)).start()
  const other = await holdOne(second, declare(diary)).start()
  await one.beginUse()
  await other.beginUse()
  await other.endUse(true)
  await other.beginUse()
  expect(countResets(diary)).toBe(0)
  await other.endUse(true)
  // In the middle of a test.
  await first.close()
  const beginAgain = async (): Promise<number> => {
    await other.beginUse()
    await other.endUse(true)
    return countResets(diary)
  }
  await eventually({ what: 'a reset' }, beginAgain)
})

test("A client that is gone in the middle of a reset is in nobody's way", async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const [first, second] = [useClient(), useClient()]
  const script = 'echo "reset begins" >>"$0"; until [ -e "$1" ]; do sleep 0.02; done'
  const reset = ['sh', '-c', script, diary.file, diary.gate]
  const db = diary.declare('db', { scope: 'run', reset })
  const one = await holdOne(first, db).start()
  const other = await holdOne(second, db).start()
  await one.beginUse()
  await one.endUse(true)
  const begun = one.beginUse()
  await diary.says('reset begins')
  await first.close()
  await rejectionOf(begun)
  await diary.openGate()
  await other.beginUse()
  await other.endUse(true)
  await other.beginUse()
  expect(diary.read()).toEqual(['db started', 'reset begins', 'reset begins'])
})

test('Tests that begin at once wait for the same reset', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const held = await holdOne(useClient(), declare(diary)).start()
  await held.beginUse()
  await held.endUse(true)
  await Promise.all([held.beginUse(), held.beginUse(), held.beginUse()])
  expect(countResets(diary)).toBe(1)
})

test('A reset that fails is told with its output, and tried again', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const held = await holdOne(useClient(), declare(diary)).start()
  await held.beginUse()
  await held.endUse(true)
  await diary.write('.fails')
  const { message } = await rejectionOf(held.beginUse())
  expect(message).toContain(
    'Cannot reset "subject" between two tests: its reset command exited with code 3',
  )
  expect(message).toContain('last line of its output:\n    cannot flush')
  expect(await rejectionOf(held.beginUse())).toMatchObject({ code: 'ERR_EXECUTOR' })
  expect(countResets(diary)).toBe(2)
})

test('A reset that hangs is killed when the time is over that a start may take', async () => {
  endRunAfterTest()
  const diary = await makeDiary()
  const db = diary.declare('db', { scope: 'run', startTimeout: 1_000, reset: 'sleep 1000' })
  const held = await holdOne(useClient(), db).start()
  await held.beginUse()
  await held.endUse(true)
  const { message } = await rejectionOf(held.beginUse())
  expect(message).toContain('its reset command did not end within 1 s')
})

test('A reset that an agent does not answer is told in the same way', async () => {
  endRunAfterTest()
  const folder = await makeFolder()
  const { declaration } = declareFoldersIn(folder, {
    scope: 'run',
    agent: fixture('folder-agent', folder, 'reset'),
    reset: 'reset {id}',
    startTimeout: 5_000,
  })
  const held = await holdOne(useClient(), declaration).start()
  await held.beginUse()
  await held.endUse(true)
  const { message } = await rejectionOf(held.beginUse())
  expect(message).toMatch(
    /Cannot reset ".*" between two tests: its reset command did not end within 5 s/,
  )
})
