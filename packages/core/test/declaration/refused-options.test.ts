import { describe, expect, test } from 'vitest'
import type { CommandKind } from '../../src/declaration/kinds.js'
import { parseOptions } from '../../src/declaration/parse.js'
import { listProblems } from './refuse.js'

const required: Partial<Record<CommandKind, object>> = {
  output: { banner: 'ready' },
  pid: { filename: 'x.pid' },
  unixSocket: { socketPath: 'x.sock' },
}

const lostRegExp =
  'is {}, which is all that JSON leaves of a RegExp; write { "$regexp": "…", "flags": "" } or a string'
const pattern = 'a string or a RegExp or an object'
const signals = 'must be one of "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", …'

type Row = readonly [options: object, ...problems: string[]]

/** Options that every kind takes. */
const common: Row[] = [
  [{ name: 5 }, 'name: must be a string, not 5'],
  [{ name: '' }, 'name: must not be empty'],
  [{ cwd: null }, 'cwd: must be a string, not null'],
  [{ cwd: 'a\0b' }, 'cwd: must not contain a NUL character'],
  [{ env: 'A=1' }, 'env: must be an object, not a string'],
  [{ env: ['A=1'] }, 'env: must be an object, not a list'],
  [{ env: { A: [] } }, 'env.A: must be a string, not a list'],
  [{ env: { A: 1234567 } }, 'env.A: must be a string, not a number: write it in quotes'],
  [{ env: { A: true } }, 'env.A: must be a string, not a boolean: write it in quotes'],
  [{ env: { A: 'x\0y' } }, 'env.A: must not contain a NUL character'],
  [{ env: { 'A=B': 'x' } }, 'env.A=…: is not a valid name of an environment variable'],
  [{ env: { '': 'x' } }, 'env.: is not a valid name of an environment variable'],
  [{ shell: 1 }, 'shell: must be true or false or a string, not 1'],
  [{ shell: '' }, 'shell: must not be empty'],
  [{ uid: -1 }, 'uid: must be 0 or more, not -1'],
  [{ uid: 'root' }, 'uid: must be a number, not a string'],
  [{ gid: 1.5 }, 'gid: must be a whole number, not 1.5'],
  [{ stdin: 'inherit' }, 'stdin: must be one of "ignore", "pipe"'],
  [{ stdin: 'pip' }, 'stdin: is not "pip"; did you mean "pipe"?'],
  [{ startTimeout: -1 }, 'startTimeout: must be 0 or more milliseconds, not -1'],
  [{ startTimeout: NaN }, 'startTimeout: must be a number, not NaN'],
  [{ startTimeout: Infinity }, 'startTimeout: must be a number, not Infinity'],
  [{ startTimeout: '5s' }, 'startTimeout: must be a number, not a string'],
  [{ stopTimeout: NaN }, 'stopTimeout: must be a number, not NaN'],
  [{ stopTimeout: Infinity }, 'stopTimeout: must be a number, not Infinity'],
  [{ stopSignal: 'SIGTRM' }, 'stopSignal: is not "SIGTRM"; did you mean "SIGTERM"?'],
  [{ stopSignal: 'sigterm' }, 'stopSignal: is not "sigterm"; did you mean "SIGTERM"?'],
  [{ stopSignal: 15 }, `stopSignal: ${signals}`],
  [{ killSignal: 'now' }, `killSignal: ${signals}`],
  [{ expectedExitCode: 256 }, 'expectedExitCode: must be between 0 and 255, not 256'],
  [
    { expectedExitCode: null },
    'expectedExitCode: must be a number or a string or a list, not null',
  ],
  [{ expectedExitCode: [] }, 'expectedExitCode: must not be empty'],
  [
    { expectedExitCode: [1, 'SIGTRM'] },
    'expectedExitCode.1: is not "SIGTRM"; did you mean "SIGTERM"?',
  ],
  [{ stopTarget: 'leeder' }, 'stopTarget: is not "leeder"; did you mean "leader"?'],
  [{ leaveRunning: [''] }, 'leaveRunning.0: must not be empty'],
  [{ waitOn: 5 }, 'waitOn: must be a string or a list, not 5'],
  [{ waitOn: ['tcp:1', ''] }, 'waitOn.1: must not be empty'],
  [{ healthcheck: [] }, 'healthcheck: must not be empty'],
  [{ healthcheck: ['a', 5] }, 'healthcheck.1: must be a string, not 5'],
  [{ healthcheck: '  ' }, 'healthcheck: names no program'],
  [{ healthcheck: 'a "b' }, 'healthcheck: Unterminated double quote\n  a "b\n    ^'],
  [{ logLimit: -1 }, 'logLimit: must be 0 or more, not -1'],
  [{ logLimit: Infinity }, 'logLimit: must be a number, not Infinity'],
  [{ logFile: '' }, 'logFile: must not be empty'],
  [{ ports: 'metrics' }, 'ports: must be a list, not a string'],
  [{ ports: ['a b'] }, 'ports.0: is not a valid name of a placeholder'],
  [{ startTimout: 5 }, 'startTimout: unknown option; did you mean "startTimeout"?'],
  [{ CWD: '/' }, 'CWD: unknown option; did you mean "cwd"?'],
  [{ timeout: 5 }, 'timeout: unknown option; did you mean "startTimeout"?'],
  [{ stop_signal: 'SIGINT' }, 'stop_signal: unknown option; did you mean "stopSignal"?'],
  // Where there is no such option, a name that is used elsewhere is one like all others.
  [{ payload: 'x' }, 'payload: unknown option'],
  [{ banana: 5 }, 'banana: unknown option'],
  [{ toString: 5 }, 'toString: unknown option'],
  [{ comand: 'x' }, 'comand: unknown option'],
  [{ scope: 'test' }, 'scope: unknown option'],
  [{ command: 'x' }, 'command: is not an option; it is the first argument'],
]

const own: Record<CommandKind, Row[]> = {
  simple: [[{ port: 1 }, 'port: unknown option; did you mean "ports"?']],
  output: [
    [{ banner: undefined }, `banner: must be ${pattern}, and is missing`],
    [{ banner: 5 }, `banner: must be ${pattern}, not 5`],
    [{ banner: '' }, 'banner: must not be empty'],
    [{ banner: '(' }, 'banner: Invalid regular expression: /(/: Unterminated group'],
    [{ banner: {} }, `banner: ${lostRegExp}`],
    [{ banner: { $regexp: '(' } }, 'banner: Invalid regular expression: /(/: Unterminated group'],
    [{ banner: { $regexp: 'a', flag: 'i' } }, 'banner.flag: unknown option; did you mean "flags"?'],
    [
      { banner: { $regexp: 'a', flags: 'zz' } },
      "banner: Invalid flags supplied to RegExp constructor 'zz'",
    ],
    [{ stream: 'all' }, 'stream: must be one of "stdout", "stderr", "both"'],
  ],
  tcp: [
    [{ port: '8080' }, 'port: must be a number, not a string'],
    [{ port: 0 }, 'port: must be between 1 and 65535, not 0'],
    [{ port: 65_536 }, 'port: must be between 1 and 65535, not 65536'],
    [{ port: 80.5 }, 'port: must be a whole number, not 80.5'],
    [{ port: NaN }, 'port: must be a number, not NaN'],
    [{ host: '' }, 'host: must not be empty'],
    [{ url: '' }, 'url: must not be empty'],
    [{ status: 200 }, 'status: unknown option'],
    [{ prot: 1 }, 'prot: unknown option; did you mean "port"?'],
  ],
  http: [
    [{ port: '8080' }, 'port: must be a number, not a string'],
    [{ url: 5 }, 'url: must be a string, not 5'],
    [{ url: 'nope' }, 'url: is not a URL: nope'],
    [{ url: 'ftp://x' }, 'url: must begin with http:// or https://, not ftp:'],
    [
      { url: 'http://localhost:0/' },
      'url: names port 0, which is not a port; {port} is a free one',
    ],
    [{ url: 'http://localhost:1/', port: 2 }, 'url: says port 1, but the option port says 2'],
    [
      { url: 'http://[::1]:1/', host: '127.0.0.1' },
      'url: says host ::1, but the option host says 127.0.0.1',
    ],
    [{ method: 'G T' }, 'method: is not a valid HTTP method'],
    [{ status: 99 }, 'status: must be between 100 and 599, not 99'],
    [{ status: [] }, 'status: must not be empty'],
    [{ status: [200, 600] }, 'status.1: must be between 100 and 599, not 600'],
    [{ status: ['200'] }, 'status.0: must be a number, not a string'],
    [{ status: true }, `status: must be a number or a list or ${pattern}, not a boolean`],
    [{ status: '' }, 'status: must not be empty'],
    [{ status: '(' }, 'status: Invalid regular expression: /(/: Unterminated group'],
    [{ status: {} }, `status: ${lostRegExp}`],
    [{ headers: 'A: b' }, 'headers: must be an object, not a string'],
    [{ headers: { A: 5 } }, 'headers.A: must be a string, not a number'],
    [{ headers: { 'a b': 'x' } }, 'headers.a b: is not a valid header name'],
    [{ headers: { A: 'x\ny' } }, 'headers.A: contains a character that is not allowed in a header'],
    [{ body: {} }, 'body: must be a string, not an object'],
    [{ insecure: 'yes' }, 'insecure: must be true or false, not a string'],
  ],
  pid: [
    [{ filename: undefined }, 'filename: must be a string, and is missing'],
    [{ filename: '' }, 'filename: must not be empty'],
  ],
  unixSocket: [
    [{ socketPath: undefined }, 'socketPath: must be a string, and is missing'],
    [{ socketPath: '' }, 'socketPath: must not be empty'],
    [{ socketpath: 'x' }, 'socketpath: unknown option; did you mean "socketPath"?'],
  ],
}

const kinds = Object.keys(own) as CommandKind[]

describe.each(kinds)('a %s executor', (kind) => {
  const rows = kind === 'simple' ? [...common, ...own[kind]] : own[kind]

  test.each(rows.map((row) => [row] as const))('refuses %j', ([options, ...problems]) => {
    expect(listProblems(() => parseOptions(kind, 'x', { ...required[kind], ...options }))).toEqual(
      problems,
    )
  })

  test('refuses every wrong common option', () => {
    for (const [options, ...problems] of common) {
      const run = (): unknown => parseOptions(kind, 'x', { ...required[kind], ...options })
      expect(listProblems(run)[0]).toContain(problems[0]?.split(':')[0])
    }
  })

  test.each<[unknown, string]>([
    [undefined, 'command: must be a string or a list, and is missing'],
    [5, 'command: must be a string or a list, not 5'],
    ['', 'command: must not be empty'],
    [' ', 'command: names no program'],
    [[], 'command: must not be empty'],
    [['', 'a'], 'command: names no program'],
    [['a', 5], 'command.1: must be a string, not 5'],
    ['a\0b', 'command: must not contain a NUL character'],
    ["echo 'a", "command: Unterminated single quote\n  echo 'a\n       ^"],
  ])('refuses the command %j', (command, problem) => {
    const run = (): unknown => parseOptions(kind, command as string, required[kind])
    expect(listProblems(run)).toEqual([problem])
  })
})

test.each(['localhost', 6379, ['localhost', 6379], true])(
  'parseOptions() refuses %j in place of the options',
  (options) => {
    const run = (): unknown => parseOptions('tcp', 'x', options as unknown as object)
    expect(listProblems(run)).toEqual([': the options must be an object'])
  },
)
