import { execFileSync } from 'node:child_process'
import { mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestInputs } from '../../src/prepared/inputs.js'
import { makeFolder } from '../support/fixtures.js'

test('digestInputs() tells contents and names apart, and nothing else', async () => {
  const folder = await makeFolder()
  const path = (name: string): string => join(folder, 'sql', name)
  await mkdir(path('inner'), { recursive: true })
  await writeFile(path('inner/a'), '1')
  const digest = (): Promise<string> => digestInputs(['sql'], folder)
  const seen = [await digest()]
  await utimes(path('inner/a'), 1, 1)
  expect(await digest()).toBe(seen[0])
  await writeFile(path('inner/a'), '2')
  seen.push(await digest())
  await rename(path('inner/a'), path('inner/b'))
  seen.push(await digest())
  await mkdir(path('empty'))
  seen.push(await digest())
  expect(new Set(seen).size).toBe(4)
})

test('digestInputs() follows links to files only, and reads from no pipe', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'target'), '1')
  await mkdir(join(folder, 'sql'))
  await symlink('../target', join(folder, 'sql/file'))
  await symlink('.', join(folder, 'sql/itself'))
  await symlink('nowhere', join(folder, 'sql/lost'))
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'sql/pipe')])
  const before = await digestInputs(['sql'], folder)
  await writeFile(join(folder, 'target'), '2')
  expect(await digestInputs(['sql'], folder)).not.toBe(before)
})

test('digestInputs() names the one that is missing', async () => {
  const folder = await makeFolder()
  await expect(digestInputs(['.', 'schema.sql'], folder)).rejects.toThrow(
    `input "schema.sql" does not exist: ${join(folder, 'schema.sql')}`,
  )
})
