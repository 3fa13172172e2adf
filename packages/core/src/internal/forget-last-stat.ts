import { lstatSync } from 'node:fs'

/**
 * Call it after a synchronous look at something that may be a pipe or a socket, and after the removal of a folder that
 * may contain one: Node 20 and 22 keep the result of the last such look in a buffer that `realpathSync` reads again
 * (lib/fs.js). It ends there early when that was a pipe or a socket, so that the next module behind a symbolic link, as
 * all are that pnpm installs, is loaded by the path of the link, and does not find its own dependencies.
 */
export function forgetLastStat(): void {
  lstatSync('/')
}
