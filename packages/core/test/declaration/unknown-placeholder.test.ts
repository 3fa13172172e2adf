import { describe, expect, test } from 'vitest'
import { simpleExecutor, tcpExecutor } from '../../src/declaration.js'
import { parseDeclaration } from '../../src/declaration/parse.js'
import { anonymous } from '../../src/declaration/declaration.js'
import { createExecutor, TcpExecutor } from '../../src/index.js'
import { naming, note, plan, problemsOf, servers, type Block } from './blocks.js'
import { listProblems } from './refuse.js'

describe('a reference to a value that is not there', () => {
  const problemOf = (name: string, block: Block = servers): string[] =>
    problemsOf({ ...block, api: simpleExecutor('x', naming(name)) })

  test.each([
    ['db.prot', 'did you mean {db.port}?'],
    ['db.hots', 'did you mean {db.host}?'],
    ['db.ports.metric', 'did you mean {db.ports.metrics}?'],
    ['web.ulr', 'did you mean {web.url}?'],
    ['vite.captures.verison', 'did you mean {vite.captures.version}?'],
    [
      'db.socket',
      'known: {db.name} {db.host} {db.port} {db.ports.metrics} {db.ports.admin} {db.url}',
    ],
    ['web.captures.x', 'known: {web.name} {web.host} {web.port} {web.url} {web.tmp}'],
    ['web.worker', 'known: {web.name} {web.host} {web.port} {web.url} {web.tmp}'],
  ])('is told with what there is: {%s}', (name, hint) => {
    expect(problemOf(name)).toEqual([
      `api.env.X: unknown placeholder {${name}}; ${hint} ${note(name)}`,
    ])
  })

  test('does not take the name of the process for a part of the slip', () => {
    const block = { 'a-database-with-a-long-name': tcpExecutor('x') }
    expect(problemOf('a-database-with-a-long-name.socket', block)[0]).toContain('; known: {')
  })

  test('says when there would be a private folder', () => {
    expect(problemOf('db.tmp')).toEqual([
      `api.env.X: unknown placeholder {db.tmp}; "db" has a private folder only if an option of its own names {tmp}, or it has a "prepare" ${note('db.tmp')}`,
    ])
  })

  test('says when there would be a port', () => {
    expect(problemOf('app.port')).toEqual([
      `api.env.X: unknown placeholder {app.port}; "app" has a port only if an option of its own names {port} ${note('app.port')}`,
    ])
    const web = simpleExecutor('x {port}')
    expect(() => plan({ web, api: simpleExecutor('x', naming('web.port')) })).not.toThrow()
  })

  test.each<[string, object, boolean]>([
    ['no group', { banner: 'ready' }, false],
    ['a group of another name', { banner: /(?<prot>\d+)/ }, false],
    ['what only looks like a group', { banner: String.raw`\(?<port>` }, false],
    ['a group named port', { banner: /:(?<port>\d+)/ }, true],
    ['such a group in a string', { banner: String.raw`:(?<port>\d+)` }, true],
    [
      'such a group in the form that JSON keeps',
      { banner: { $regexp: '(?<port>.)', flags: 'u' } },
      true,
    ],
    ['no group, but a {port} of its own', { banner: 'ready on {port}' }, true],
  ])('knows whether a banner with %s tells a port', (_what, options, hasPort) => {
    const web = { executor: 'output', command: 'x', ...options }
    const block = { web, api: simpleExecutor('x', naming('web.port')) }
    if (hasPort) {
      expect(plan(block).get('api')?.dependencies).toEqual(['web'])
      return
    }
    expect(problemsOf(block)).toEqual([
      `api.env.X: unknown placeholder {web.port}; "web" has a port only if an option of its own names {port}, or its banner has a group (?<port>…) ${note('web.port')}`,
    ])
  })
})

describe('a reference to a process that is not there', () => {
  test('is told with the near one', () => {
    const api = simpleExecutor('x', naming('rediss.port'))
    expect(problemsOf({ redis: tcpExecutor('x'), api })).toEqual([
      `api.env.X: {rediss.port} names an unknown process "rediss"; did you mean "redis"? ${note('rediss.port')}`,
    ])
  })

  test('is told with all there are when none is near', () => {
    const api = simpleExecutor('x', naming('banana.port'))
    expect(problemsOf({ redis: tcpExecutor('x'), api })).toEqual([
      `api.env.X: {banana.port} names an unknown process "banana"; known: "redis", "api" ${note('banana.port')}`,
    ])
  })

  test('is told with a port of its own when that is near', () => {
    const api = tcpExecutor('x {prots.metrics}', { ports: ['metrics'] })
    expect(problemsOf({ redis: tcpExecutor('x'), api })).toEqual([
      `api.command: unknown placeholder {prots.metrics}; did you mean {ports.metrics}? ${note('prots.metrics')}`,
    ])
  })

  test('is told with the near one first', () => {
    const api = tcpExecutor('x {port2.metrics}', { ports: ['metrics'] })
    expect(problemsOf({ ports2: tcpExecutor('x', { ports: ['metrics'] }), api })).toEqual([
      `api.command: {port2.metrics} names an unknown process "port2"; did you mean "ports2"? ${note('port2.metrics')}`,
    ])
  })

  test('is explained where there is no block to look into', () => {
    const declaration = simpleExecutor('x', naming('redis.port'))
    const problem = `env.X: {redis.port} names a process "redis", but this one is declared alone: declare both in one block, or pass the value itself ${note('redis.port')}`
    expect(problemsOf({ [anonymous]: declaration })).toEqual([problem])
    expect(listProblems(() => createExecutor(declaration))).toEqual([problem])
    expect(listProblems(() => parseDeclaration(declaration))).toEqual([problem])
    expect(listProblems(() => new TcpExecutor('x', naming('redis.port')))).toEqual([problem])
  })

  test('may be a slip in an executor of its own, too', () => {
    const options = { ports: ['metrics'] }
    expect(listProblems(() => new TcpExecutor('x {prots.metrics}', options))).toEqual([
      `command: unknown placeholder {prots.metrics}; did you mean {ports.metrics}? ${note('prots.metrics')}`,
    ])
    expect(listProblems(() => new TcpExecutor('x {ports.metric}', options))).toEqual([
      `command: unknown placeholder {ports.metric}; did you mean {ports.metrics}? ${note('ports.metric')}`,
    ])
  })

  test('is not taken for a value of its own for a short name', () => {
    expect(listProblems(() => new TcpExecutor('x {a.port}'))[0]).toContain('names a process "a"')
  })
})
