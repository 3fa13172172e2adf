import { expect, test } from 'vitest'
import { findOrdinaryExits } from '../../src/lifecycle/ordinary-exits.js'
import { tellsOfLoss } from '../../src/lifecycle/verdict.js'

test.each([
  ['/usr/sbin/nats-server -p 4222', [1]],
  ['npx -y concurrently "node a.js"', [1]],
  ['cross-env A=1 node server.js', [1]],
  ['env A=1 uwsgi --http :1', [30]],
  ['node node_modules/.bin/nx run api:start', [130]],
  ['pnpm exec lerna run start', [130]],
  ['varnishd -F', [64]],
  ['lighttpd -D -f lighttpd.conf', [1]],
  ['named -g -p 5300', [1, 'SIGABRT']],
  ['yarn start', [1, 129]],
  ['corepack yarn start', [1, 129]],
  ['node yarn-server.js', []],
  ['redis-server --pidfile nx', []],
  ['python3 yarn', []],
  ['toString', []],
])('What %s may answer a stop with', (command, exits) => {
  expect(findOrdinaryExits(command.split(' '))).toEqual(exits)
  expect(findOrdinaryExits([command])).toEqual(exits) // with `shell` it is one text
})

const exited = (code: number): { code: number; signal: null } => ({ code, signal: null })

test.each([
  ['a status of its own', exited(3), 'bye\n', false],
  [
    'a command that failed for a signal',
    exited(1),
    'error Command failed with signal "SIGTERM".\n',
    false,
  ],
  ['a segmentation fault', { code: null, signal: 'SIGSEGV' }, '', true],
  ['an abort that a shell reports', exited(134), '', true],
  ['a fault in a handler', exited(1), 'Error: no\n    at close (file:///a/server.js:3:9)\n', true],
  ['a fault of Python', exited(1), 'Traceback (most recent call last):\n', true],
  ['a panic of Go', exited(2), 'panic: close of closed channel\n', true],
] as const)('Whether something was lost: %s', (_what, exit, printed, isLost) => {
  expect(tellsOfLoss(exit, printed)).toBe(isLost)
})
