import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'

/** What the system knows of a user. */
export interface User {
  readonly uid: number
  readonly gid: number
  /** Those it is a member of beside its own. */
  readonly groups: readonly number[]
  readonly home: string
}

/**
 * Looks a user up by name. Who is in no file, but in a directory service or in that of macOS, is asked for with `id`.
 *
 * @returns `undefined` when there is no such user
 */
export function findUser(name: string): User | undefined {
  const [, , uid, gid, , home = '/'] =
    readEntries('/etc/passwd').find(([own]) => own === name) ?? []
  if (uid === undefined || gid === undefined) return askForUser(name)
  const groups = readEntries('/etc/group')
    .filter(([, , id, members = '']) => id !== gid && members.split(',').includes(name))
    .map(([, , id]) => Number(id))
  return { uid: Number(uid), gid: Number(gid), groups, home }
}

/** passwd(5), group(5). */
function readEntries(file: string): string[][] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.map((line) => line.split(':'))
  } catch {
    return []
  }
}

function askForUser(name: string): User | undefined {
  try {
    const ask = (what: string): string =>
      execFileSync('id', [what, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const [uid, gid] = [Number(ask('-u')), Number(ask('-g'))]
    const groups = ask('-G').trim().split(' ').map(Number)
    return { uid, gid, groups: groups.filter((group) => group !== gid), home: '/' }
  } catch {
    return undefined
  }
}

/** As whom something is run. */
export interface RunAs {
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  readonly groups?: readonly number[] | undefined
}

/**
 * What to put before a program for it to have further groups: Node only sets the two ids, and takes all other groups away
 * (`setgroups(0, NULL)` in libuv's uv_spawn). setpriv(1) executes the program in its own place; that of busybox cannot.
 *
 * @returns `undefined` when it has no further groups, and where there is no setpriv
 */
export function describeGroups({ uid, gid, groups = [] }: RunAs): readonly string[] | undefined {
  if (groups.length === 0 || uid === undefined || gid === undefined) return undefined
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)
  if (setpriv === undefined || basename(realpathSync(setpriv)) === 'busybox') return undefined
  return [setpriv, `--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`, '--']
}
