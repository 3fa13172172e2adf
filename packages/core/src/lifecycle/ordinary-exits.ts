import { basename } from 'node:path'
import type { ExpectedExit } from '../declaration/index.js'

/**
 * Programs that exit with a status of their own after an ordinary stop, observed with the version that is named;
 * `expectedExitCode` takes precedence.
 */
const ordinaryExits: Readonly<Record<string, readonly ExpectedExit[]>> = {
  // 2.9: always.
  'nats-server': [1],
  // 2.0.21, without a master: always.
  uwsgi: [30],
  'uwsgi-core': [30],
  // 1.4.69: when a connection is open, even the one that showed it to be ready.
  lighttpd: [1],
  // 7.1: when its worker gets the signal as well.
  varnishd: [64],
  // 9.18: when it is stopped before it has loaded its zones.
  named: [1, 'SIGABRT'],
  // 1.22 exits with 1; 4 with 129 when a signal has ended the script.
  yarn: [1, 129],
  yarnpkg: [1, 129],
  // 9 and 10: always.
  concurrently: [1],
  // 10: when a signal has ended the command.
  'cross-env': [1],
  // 22, also in the place of SIGTERM.
  nx: [130],
  // 10, which is nx.
  lerna: [130],
}

/** Programs that run the program that their first arguments name. */
const runners = ['node', 'nodejs', 'npx', 'bunx', 'corepack', 'env', 'pnpm', 'npm', 'exec', 'dlx']
const mostWords = 4

/** The exits of the program of a command line when it is stopped, besides those of all programs. */
export function findOrdinaryExits(args: readonly string[]): readonly ExpectedExit[] {
  const words = args.length === 1 ? (args[0] ?? '').split(/\s+/) : args // with `shell` it is one string
  for (const word of words.slice(0, mostWords)) {
    const program = basename(word).replace(/\.[cm]?js$/, '')
    const found = Object.hasOwn(ordinaryExits, program) ? ordinaryExits[program] : undefined
    if (found !== undefined) return found
    if (!runners.includes(program) && !/^-|=/.test(word)) return []
  }
  return []
}
