import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { tryLock } from '../../src/internal/lock.js'
import { eventually } from '../support/deadline.js'
import { runScript } from '../support/script.js'

test('tryLock() lets one in, until that one goes', async () => {
  const name = randomUUID()
  const unlock = await tryLock(name)
  expect(unlock).toBeDefined()
  expect(await tryLock(name)).toBeUndefined()
  const other = await tryLock(randomUUID())
  expect(other).toBeDefined()
  other?.()
  unlock?.()
  const again = await tryLock(name)
  expect(again).toBeDefined()
  again?.()
})

test('tryLock() keeps other processes out, until they are killed', async () => {
  const name = randomUUID()
  const holder = await runScript(`
    const { tryLock } = await import(dist + 'internal/lock.js')
    if (await tryLock('${name}')) console.log('locked')
    setInterval(() => undefined, 1_000)`)
  await holder.says(/^locked$/m)
  expect(await tryLock(name)).toBeUndefined()
  holder.kill('SIGKILL')
  const unlock = await eventually({ what: 'the lock' }, () => tryLock(name))
  unlock?.()
})
