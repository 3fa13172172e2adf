import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestFile } from '../../src/prepared/digest-file.js'
import { makeFolder } from '../support/fixtures.js'

async function digest(path: string, ctimeMs: number): Promise<string> {
  return digestFile(path, Object.assign(await stat(path), { ctimeMs, mtimeMs: 0 }))
}

test('digestFile() reads a file that has not changed only once', async () => {
  const path = join(await makeFolder(), 'input')
  await writeFile(path, 'one')
  const before = await digest(path, 1)
  await writeFile(path, 'two')
  expect(await digest(path, 1)).toBe(before)
  expect(await digest(path, 2)).not.toBe(before)
})

test('digestFile() reads a file again that was changed a moment ago', async () => {
  const path = join(await makeFolder(), 'input')
  const moment = Date.now()
  await writeFile(path, 'one')
  const before = await digest(path, moment)
  await writeFile(path, 'two')
  expect(await digest(path, moment)).not.toBe(before)
})
