import { describe, expect, test } from 'vitest'
import { listPlaceholders } from '../../src/declaration/own-placeholders.js'
import { parseDeclaration, parseOptions } from '../../src/declaration/parse.js'
import { TcpExecutor } from '../../src/index.js'
import { catchRefusal, listProblems } from './refuse.js'
import { withoutPage } from '../support/pages.js'

describe('parseOptions()', () => {
  test('fills in the defaults', () => {
    expect(parseOptions('simple', 'node server.js', undefined)).toMatchObject({
      kind: 'simple',
      name: 'server.js',
      args: ['node', 'server.js'],
      env: {},
      shell: false,
      stdin: 'ignore',
      startTimeout: 60_000,
      stopTimeout: 10_000,
      stopSignal: 'SIGTERM',
      killSignal: 'SIGKILL',
      leaveRunning: [],
      waitOn: [],
      logLimit: 1_048_576,
      ports: [],
    })
    expect(parseOptions('output', 'x', { banner: 'y' }).stream).toBe('both')
    expect(parseOptions('http', 'x', {})).toMatchObject({
      url: 'http://{host}:{port}/',
      method: 'HEAD',
      headers: {},
    })
  })

  test('takes null for no options, as JavaScript may pass it', () => {
    expect(parseOptions('tcp', 'x', null as unknown as undefined).name).toBe('x')
  })

  test('gives a shell its command as one text', () => {
    expect(parseOptions('simple', 'a | b "c', { shell: true }).args).toEqual(['a | b "c'])
    expect(parseOptions('simple', ['a', 'b c'], { shell: '/bin/sh' }).args).toEqual(["a 'b c'"])
  })

  test('takes text for a variable, and null for one that is removed', () => {
    const env = { A: '1', C: '', D: undefined, E: null }
    expect(parseOptions('simple', 'x', { env }).env).toStrictEqual({
      A: '1',
      C: '',
      D: undefined,
      E: undefined,
    })
  })

  test('takes host and port from the URL', () => {
    const url = 'http://[::1]:3000/health'
    expect(parseOptions('http', 'x', { url })).toMatchObject({ url, host: '::1', port: 3000 })
  })

  test('names the executor in its message, or else the command', () => {
    const message = (command: string | string[], options: object): string | undefined =>
      catchRefusal(() => parseOptions('tcp', command, { port: 0, ...options })).message.split(
        '\n',
      )[0]
    expect(message('redis-server', { name: 'cache' })).toBe('Invalid tcp executor "cache":')
    expect(message('redis-server', {})).toBe('Invalid tcp executor "redis-server":')
    expect(message(['redis-server'], {})).toBe('Invalid tcp executor:')
  })
})

describe('a wrong declaration', () => {
  test('lists what the schema finds together with placeholders and command lines', () => {
    const error = catchRefusal(
      () => new TcpExecutor('redis --port {prot}', { port: 70_000, healthcheck: 'a "b' }),
    )
    expect(withoutPage(error.message)).toBe(
      [
        'Invalid tcp executor "redis --port {prot}":',
        '  - port: must be between 1 and 65535, not 70000',
        '  - healthcheck: Unterminated double quote',
        '      a "b',
        '        ^',
        '  - command: unknown placeholder {prot}; did you mean {port}? (a literal brace is doubled: {{prot}})',
      ].join('\n'),
    )
  })

  test('lists unknown placeholders in every option, also within one that is wrong otherwise', () => {
    const problems = catchRefusal(() =>
      parseOptions('http', ['node', '{a}', '{a}', '{b}'], {
        cwd: '{c}',
        env: { D: '{d}', E: [] },
        waitOn: ['tcp:{e}', '{tmp}'],
        healthcheck: 'curl {f}',
        logFile: '{g}',
        headers: { h: '{h}', i: 5 },
        body: '{j}',
        url: 'http://{k}/',
        startTimeout: -1,
      }),
    ).problems.map(({ path, message }) => `${path} ${/\{\w+\}/.exec(message)?.[0] ?? message}`)
    expect(problems.toSorted()).toEqual(
      [
        'command {a}',
        'command {b}',
        'cwd {c}',
        'env.D {d}',
        'env.E must be a string, not a list',
        'waitOn.0 {e}',
        'healthcheck {f}',
        'logFile {g}',
        'headers.h {h}',
        'headers.i must be a string, not a number',
        'body {j}',
        'url {k}',
        'startTimeout must be 0 or more milliseconds, not -1',
      ].toSorted(),
    )
  })

  test('lists a bad URL together with everything else', () => {
    expect(listProblems(() => parseOptions('http', 'x "', { url: 'nope', spares: 1 }))).toEqual([
      'spares: unknown option',
      'command: Unterminated double quote\n  x "\n    ^',
      'url: is not a URL: nope',
    ])
  })

  test('says nothing of placeholders in names, patterns and JSON', () => {
    const options = { name: '{x}', banner: /{x}/, env: { JSON: '{"a":{}}' }, ports: ['x'] }
    expect(() => parseOptions('output', ['sh', '-c', 'f() { echo; }; f'], options)).not.toThrow()
    const banner = { $regexp: '{x}', flags: '' }
    expect(() => parseOptions('output', 'x', { banner })).not.toThrow()
  })

  test('keeps values of environment, headers and body out of its message', () => {
    const secret = 'hunter2'
    const options = {
      env: { A: `${secret}{x}`, B: [secret], C: `${secret}\0`, [`D=${secret}`]: 'x', E: NaN },
      headers: { A: `${secret}{x}`, B: 271_828, C: `${secret}\n` },
      body: 314_159,
    }
    const { message, problems } = catchRefusal(() => parseOptions('http', 'x', options))
    expect(problems).toHaveLength(9)
    expect(message).not.toMatch(/hunter2|271828|314159|NaN/)
    expect(
      catchRefusal(() => parseOptions('http', 'x', { body: `${secret}{x}` })).message,
    ).not.toContain(secret)
  })
})

describe('listPlaceholders()', () => {
  test('knows the names that each kind has', () => {
    expect(listPlaceholders({ kind: 'tcp', ports: ['metrics'] })).toEqual([
      'name',
      'host',
      'port',
      'ports.metrics',
      'url',
      'tmp',
      'worker',
    ])
    expect(listPlaceholders({ kind: 'http', ports: [] })).toContain('url')
    expect(listPlaceholders({ kind: 'pid', ports: [] })).not.toContain('url')
    expect(listPlaceholders({ kind: 'pid', ports: [], url: 'x:y' })).toContain('url')
    expect(listPlaceholders({ kind: 'unixSocket', ports: [] })).toContain('socket')
  })
})

describe('parseDeclaration()', () => {
  test('gives the options of an executor, with what only scopes need', () => {
    const declaration = { executor: 'tcp', command: 'x', port: 5, scope: 'run', spares: 1 }
    expect(parseDeclaration(declaration)).toEqual({
      ...declaration,
      ...parseOptions('tcp', 'x', { port: 5 }),
    })
  })

  const kinds =
    '"simple", "output", "tcp", "http", "pid", "unixSocket", "resource", "external", "container"'
  test.each<[unknown, ...string[]]>([
    [undefined, ': must be an object with "executor" and "command", and is missing'],
    [null, ': must be an object with "executor" and "command", not null'],
    ['redis-server', ': must be an object with "executor" and "command", not a string'],
    [['redis-server'], ': must be an object with "executor" and "command", not a list'],
    [() => 'redis', ': must be an object with "executor" and "command", not a function'],
    [{}, `executor: must be one of ${kinds}`],
    [{ executor: 'constructor' }, `executor: must be one of ${kinds}`],
    [{ executor: 'htpp', command: 'x' }, `executor: must be one of ${kinds}; did you mean "http"?`],
    [{ executor: 'TCP', command: 'x' }, `executor: must be one of ${kinds}; did you mean "tcp"?`],
    [{ executor: 'tcp' }, 'command: must be a string or a list, and is missing'],
    [
      { executor: 'tcp', comand: 'x' },
      'command: must be a string or a list, and is missing',
      'comand: unknown option; did you mean "command"?',
    ],
    [
      { executor: 'tcp', command: 'x {y}', scope: 'fil', spares: -1, onCrash: 'x', prepare: 'a "' },
      'scope: is not "fil"; did you mean "file"?',
      'onCrash: must be one of "fail", "restart", "ignore"',
      'spares: must be 0 or more, not -1',
      'prepare: Unterminated double quote\n  a "\n    ^',
      'command: unknown placeholder {y}; known: {name} {host} {port} {url} {tmp} {worker} (a literal brace is doubled: {{y}})',
    ],
    [
      { executor: 'tcp', command: 'x', reset: ['redis-cli', '{prot}'] },
      'reset: unknown placeholder {prot}; did you mean {port}? (a literal brace is doubled: {{prot}})',
    ],
  ])('refuses %j', (declaration, ...problems) => {
    expect(listProblems(() => parseDeclaration(declaration))).toEqual(problems)
  })
})
