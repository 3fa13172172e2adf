import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { makeFolder } from './fixtures.js'
import { nobody } from './script.js'

/** `daemon`, on every system: somebody with an account of his own on this machine. */
const otherUser = 1
const isRoot = process.getuid?.() === 0

/** Tests of two users of one machine: ours is nobody. */
export function describeTwoUsers(title: string, tests: () => void): void {
  const reason = isRoot ? '' : ' (skipped: run the tests as root, who can act as two users)'
  describe.skipIf(!isRoot)(title + reason, tests)
}

/** Does something as the other user. */
export function asOtherUser(script: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', ...args], {
    uid: otherUser,
    gid: otherUser,
    cwd: '/',
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
}

/** A folder that everybody may write to; in one that is not sticky everybody may rename what is another's. */
export async function makeOpenFolder({ isSticky }: { isSticky: boolean }): Promise<string> {
  const folder = await makeFolder()
  chmodSync(folder, isSticky ? 0o1777 : 0o777)
  return folder
}

/** A folder of our user's, in that one, that nobody must touch; reads everything there is to see of it. */
export function makePrecious(around: string): {
  readonly path: string
  readonly read: () => unknown
} {
  const path = join(around, 'precious')
  const own = (made: string, mode: number): void => {
    chmodSync(made, mode)
    lchownSync(made, nobody, nobody)
  }
  for (const folder of ['', 'tmp-AbCdEf', 'tmp-AbCdEf/deep', 'locked']) {
    mkdirSync(join(path, folder), { recursive: true })
    for (const file of ['letter', 'log', 'report.html'])
      writeFileSync(join(path, folder, file), `${folder} ${file}`)
  }
  const { ino } = lstatSync(path)
  const list = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  for (const name of list(path)) own(join(path, name), 0o640)
  for (const folder of ['locked', 'tmp-AbCdEf/deep', 'tmp-AbCdEf', ''])
    own(join(path, folder), folder === 'locked' ? 0o550 : 0o755)
  /** Wherever it is by now. */
  const find = (): string | undefined =>
    readdirSync(around)
      .map((name) => join(around, name))
      .find((found) => lstatSync(found).ino === ino)
  const read = (): unknown => {
    const found = find()
    return found === undefined
      ? 'it is gone'
      : ['', ...list(found)].map((name) => {
          const stats = lstatSync(join(found, name))
          const content = stats.isFile() ? readFileSync(join(found, name), 'utf8') : ''
          return [name, (stats.mode & 0o7777).toString(8), stats.uid, content]
        })
  }
  return { path, read }
}
