import { execFileSync } from 'node:child_process'
import { serve } from './servers.mjs'

/**
 * The declaration of a server.
 *
 * @param server - see servers.mjs
 * @param how - `bare`: TCP with all defaults, as by somebody who has read nothing; `env`: further variables
 */
export function declare(server, { bare, env = {} }) {
  const { name, user, ports, cwd, advice = {} } = server
  return {
    executor: 'tcp',
    name,
    ...toCommand(server),
    ...(user === undefined ? {} : findUser(user)),
    ...(ports === undefined ? {} : { ports }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(bare ? {} : advice),
    env: { ...server.env, ...env },
  }
}

/** What runs a command is started itself: what it is, and how it ends, can be seen then. */
function toCommand({ command, files, before, isWrapper = false }) {
  if (isWrapper) return { command, cwd: '{tmp}', prepare: serve('true', files, before) }
  if (files === undefined && before === undefined) return { command }
  return { command: serve(command, files ?? {}, before) }
}

function findUser(user) {
  const ask = (option) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }))
  return process.getuid() === 0 ? { uid: ask('-u'), gid: ask('-g') } : {}
}
