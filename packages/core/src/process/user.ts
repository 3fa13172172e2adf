import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'

/** A user of this system. */
export interface User {
  readonly uid: number
  readonly gid: number
  /** The supplementary groups. */
  readonly groups: readonly number[]
  readonly home: string
}

/**
 * Finds a user by name. Users that are in no file, but in a directory service or in that of macOS, are found with `id`.
 *
 * @returns `undefined` if there is no such user
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

/** The user and groups to run as. */
export interface RunAs {
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  readonly groups?: readonly number[] | undefined
}

/**
 * The command before a program that gives it supplementary groups: Node only sets the two ids, and drops all other
 * groups (`setgroups(0, NULL)` in libuv's uv_spawn). setpriv(1) executes the program in its place; that of busybox
 * cannot.
 *
 * @returns `undefined` if it has no supplementary groups, or there is no setpriv
 */
export function describeGroups({ uid, gid, groups = [] }: RunAs): readonly string[] | undefined {
  if (groups.length === 0 || uid === undefined || gid === undefined) return undefined
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)
  if (setpriv === undefined || basename(realpathSync(setpriv)) === 'busybox') return undefined
  return [setpriv, `--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`, '--']
}
