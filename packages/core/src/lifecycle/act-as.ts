import { userInfo } from 'node:os'
import type { ParsedOptions } from '../declaration/index.js'
import { ExecutorError, SpawnError } from '../errors/index.js'
import { findUser } from '../process/index.js'

/**
 * Adds to the options what their `user` implies: ids, groups, and the variables that a login would set. Explicit
 * options take precedence.
 *
 * @throws {@link ExecutorError} when there is no such user
 * @throws {@link SpawnError} when this process may not run it as that user
 */
export function actAs(options: ParsedOptions): ParsedOptions {
  const { user: name } = options
  if (name === undefined) return options
  const user = findUser(name)
  if (user === undefined)
    throw new ExecutorError(`Cannot start "${options.name}": this machine has no user "${name}"`)
  const self = process.geteuid?.() ?? user.uid
  if (self !== 0 && self !== user.uid) throw notAllowed(options, name)
  const { uid, gid, groups, home } = user
  const env = { HOME: home, USER: name, LOGNAME: name, ...options.env }
  if (self !== 0) return { ...options, env }
  return { ...options, uid: options.uid ?? uid, gid: options.gid ?? gid, groups, env }
}

function notAllowed({ name, args }: ParsedOptions, user: string): SpawnError {
  const reason = `only root may run it as user "${user}", and this process belongs to "${userInfo().username}" (EPERM)`
  return new SpawnError(`Cannot start "${name}": ${reason}`, {
    errno: 'EPERM',
    command: args.join(' '),
  })
}
