import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findProgram } from '../../src/prepared/program.js'
import { makeFolder } from '../support/fixtures.js'

test('findProgram() finds what would be started', async () => {
  const cwd = await makeFolder()
  await mkdir(join(cwd, 'first/tool'), { recursive: true })
  for (const folder of ['second', 'third', 'fourth']) {
    await mkdir(join(cwd, folder))
    await writeFile(join(cwd, folder, 'tool'), folder)
  }
  await chmod(join(cwd, 'third/tool'), 0o755)
  await symlink('third/tool', join(cwd, 'link'))
  await symlink('nowhere', join(cwd, 'nowhere'))
  const { mtimeMs: modified } = await stat(join(cwd, 'third/tool'))
  const searchPath = `nowhere:${join(cwd, 'first')}:${join(cwd, 'second')}:third:fourth`
  const found = { path: join(cwd, 'third/tool'), size: 5, modified }
  expect(findProgram('tool', { cwd, searchPath })).toEqual(found)
  expect(findProgram('third/tool', { cwd, searchPath: '' })).toEqual(found)
  expect(findProgram('./link', { cwd, searchPath })).toMatchObject({ size: 5, modified })
  expect(findProgram('tool', { cwd, searchPath: 'fourth' })).toBeUndefined()
  expect(findProgram('./tool', { cwd, searchPath })).toBeUndefined()
})
