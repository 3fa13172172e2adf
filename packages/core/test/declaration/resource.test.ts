import { describe, expect, test } from 'vitest'
import {
  externalServer,
  httpExecutor,
  listReferences,
  resource,
  simpleExecutor,
  tcpExecutor,
  type Declaration,
} from '../../src/declaration.js'
import { plan, problemsOf, type Block } from './blocks.js'

const server = tcpExecutor('srv {port}')
const base = { server, create: 'c {id}', destroy: 'd {id}' }

/** A block with one resource, of options that types may not allow. */
function db(options: object, others: Block = {}): Block {
  return { db: resource({ ...base, ...options }), ...others }
}

/** What a block consists of: `db.agent (srv agent, run) → db.server`. */
function partsOf(block: Block): string[] {
  return [...plan(block).values()].map(({ key, options: { name, keep }, scope, dependencies }) =>
    [`${key} (${name}, ${scope}${keep ? ', kept' : ''})`, dependencies.join(' ')]
      .filter(Boolean)
      .join(' → '),
  )
}

test('A resource that is kept cannot be reset by its agent, but by a command', () => {
  const options = { server: { ...server, keep: 5 }, scope: 'run', keep: 5, reset: 'reset {id}' }
  expect(problemsOf(db({ ...options, agent: 'a' }))).toEqual([
    'db.reset: a resource that outlives the run has an agent that the run cannot ask; leave it out, or keep the server in place of the resource',
  ])
  expect(partsOf(db(options))).toHaveLength(2)
})

describe('A resource is made of', () => {
  test('its server alone', () => {
    expect(partsOf(db({}))).toEqual(['db.server (srv, run)', 'db (db, test) → db.server'])
  })

  test('a server with the same meaning of scope and name', () => {
    const pg = tcpExecutor('srv', { scope: 'run' })
    expect(partsOf(db({ server: 'pg', agent: 'a' }, { pg }))).toEqual([
      'db.agent (pg agent, run) → pg',
      'db (db, test) → pg db.agent',
      'pg (pg, run)',
    ])
  })

  test('an agent and a template, which live as long as the server', () => {
    const options = { server: { ...server, scope: 'worker' }, agent: 'a', template: {} }
    expect(partsOf(db(options))).toEqual([
      'db.server (srv, worker)',
      'db.agent (srv agent, worker) → db.server',
      'db.template (srv template, worker) → db.server db.agent',
      'db (db, test) → db.server db.agent db.template',
    ])
  })

  test('two agents, if only the server is kept', () => {
    const options = { server: { ...server, keep: true }, agent: 'a', template: {} }
    expect(partsOf(db(options))).toEqual([
      'db.server (srv, run, kept)',
      'db.agent (srv agent, run) → db.server',
      'db.template.agent (srv agent, run, kept) → db.server',
      'db.template (srv template, run, kept) → db.server db.template.agent',
      'db (db, test) → db.server db.agent db.template',
    ])
  })

  test('what is kept with it, also if its server runs already', () => {
    const options = { server: externalServer({ port: 1 }), scope: 'run', keep: true, agent: 'a' }
    expect(partsOf(db(options))).toEqual([
      'db.server (external, run, kept)',
      'db.agent (external agent, run, kept) → db.server',
      'db (db, run, kept) → db.server db.agent',
    ])
  })

  test('another resource, which is made of its own server', () => {
    expect(partsOf(db({ server: resource(base) }))).toEqual([
      'db.server.server (srv, run)',
      'db.server (resource, run) → db.server.server',
      'db (db, test) → db.server',
    ])
  })

  test('what another one has that is declared alike', () => {
    const options = { agent: 'a', template: { fill: 'f' } }
    const one = plan({ one: resource({ ...base, ...options }) })
    const other = plan({ other: resource({ ...base, ...options, reset: 'r' }) })
    for (const part of ['server', 'agent', 'template'])
      expect(one.get(`one.${part}`)?.fingerprint).toBe(other.get(`other.${part}`)?.fingerprint)
  })

  test('another template if that is filled with something else', () => {
    const make = (fill: string): Declaration => resource({ ...base, template: { fill } })
    const found = plan({ one: make('1'), other: make('2') })
    expect(found.get('one.server')?.fingerprint).toBe(found.get('other.server')?.fingerprint)
    expect(found.get('one.template')?.fingerprint).not.toBe(
      found.get('other.template')?.fingerprint,
    )
  })
})

describe('The URL of a resource', () => {
  test.each([
    ['that of its server', server, '{server.url}'],
    ['that of a server that runs already', externalServer({ port: 1 }), '{server.url}'],
    ['that of a resource', resource(base), '{server.url}'],
    ['none without', simpleExecutor('srv'), undefined],
  ])('is %s', (_, host, url) => {
    expect(plan(db({ server: host })).get('db')?.options.url).toBe(url)
  })
})

describe('A resource refuses', () => {
  const shortLived = 'which ends earlier; give "db" scope'
  test.each<[string, Block, string[]]>([
    [
      'an unknown server',
      db({ server: 'sever' }, { server }),
      ['db.server: there is no process "sever"; did you mean "server"?'],
    ],
    [
      'the name of a server where there is no other process',
      db({ server: 'pg' }),
      [
        'db.server: names a process "pg", but this one is declared alone: declare both in one block, or pass the declaration itself',
      ],
    ],
    ['itself as its server', db({ server: 'db' }), ['db.server: must be another process']],
    [
      'a circle',
      db({ server: 'pg' }, { pg: resource({ ...base, server: 'db' }) }),
      ['db: depends on itself: db → pg → db'],
    ],
    ...([5, null, ['srv']] as const).map((value): [string, Block, string[]] => [
      `the server ${JSON.stringify(value)}`,
      db({ server: value }),
      [
        `db.server: must be a declaration or the name of a process, not ${value === null ? 'null' : value === 5 ? '5' : 'a list'}`,
      ],
    ]),
    [
      'no server',
      db({ server: undefined }),
      ['db.server: must be a declaration or the name of a process, and is missing'],
    ],
    [
      'no create, for its template as well',
      db({ create: undefined, template: {} }),
      ['db.create: must be a string or a list, and is missing'],
    ],
    [
      'options of its server',
      db({ server: { ...server, port: 70_000 } }),
      ['db.server.port: must be between 1 and 65535, not 70000'],
    ],
    [
      'options of the server of its server',
      db({ server: { ...resource(base), server: { ...server, prt: 1 } } }),
      ['db.server.server.prt: unknown option; did you mean "port"?'],
    ],
    [
      'options of its agent',
      db({ agent: { comand: 'a' } }),
      [
        'db.agent.command: must be a string or a list, and is missing',
        'db.agent.comand: unknown option; did you mean "command"?',
      ],
    ],
    [
      'options of its template',
      db({ template: { create: 5, fil: 'f', inputs: [5] } }),
      [
        'db.template.create: must be a string or a list, not 5',
        'db.template.inputs.0: must be a string, not 5',
        'db.template.fil: unknown option; did you mean "fill"?',
      ],
    ],
    [
      'a template that is a command',
      db({ template: 'f' }),
      ['db.template: must be an object, not a string'],
    ],
    [
      'what only a process has',
      db({ prepare: 'p', command: 'c' }),
      ['db.prepare: unknown option', 'db.command: unknown option'],
    ],
    [
      'to outlive its server',
      db({ server: { ...server, scope: 'worker' }, scope: 'run', agent: 'a', template: {} }),
      [
        `db: has scope "run", but depends on "db.server" of scope "worker", ${shortLived} "worker", or "db.server" scope "run"`,
      ],
    ],
    [
      'to be kept without its server',
      db(
        { server: 'pg', scope: 'run', keep: true, agent: 'a' },
        { pg: { ...server, scope: 'run' } },
      ),
      [
        'db.keep: it outlives the run, but depends on "pg", which does not; give "pg" a "keep" as well',
      ],
    ],
  ])('%s', (_, block, problems) => {
    expect(problemsOf(block).toSorted()).toEqual(problems.toSorted())
  })

  test.each([
    ['{di}', 'create', 'did you mean {id}?'],
    ['{server.prt}', 'create', 'did you mean {server.port}?'],
    ['{template.id}', 'create', '{template.id} names a'],
  ])('the placeholder %s', (placeholder, option, hint) => {
    const [problem, ...others] = problemsOf(db({ [option]: `c ${placeholder}` }))
    expect(problem).toContain(`db.${option}: `)
    expect(problem).toContain(hint)
    expect(others).toEqual([])
  })
})

describe('Others can name', () => {
  const naming = (placeholder: string): Block =>
    db({ agent: 'a' }, { api: httpExecutor(`api ${placeholder}`) })

  test.each(['url', 'id', 'host', 'port', 'name', 'captures.user'])('{db.%s}', (member) => {
    const api = plan(naming(`{db.${member}}`)).get('api')
    expect(api?.references).toMatchObject([{ process: 'db', member }])
  })

  test.each(['tmp', 'server.port', 'pid'])('no {db.%s}', (member) => {
    expect(problemsOf(naming(`{db.${member}}`))).toHaveLength(1)
  })
})

test('listReferences() finds what is outside of a resource', () => {
  const declared = resource({
    server: 'pg',
    agent: { command: 'agent {cache.url} {server.port}' },
    create: 'c {id} {template.id} {other.port}',
    destroy: 'd',
    template: { env: { X: '{third.name}' } },
  })
  expect(listReferences(declared).toSorted()).toEqual(['cache', 'other', 'pg', 'third'])
})

describe('A server that runs already', () => {
  const target = (options: object): unknown =>
    plan({ db: externalServer(options) }).get('db')?.options

  test.each([
    [{ url: 'postgres://me:secret@localhost/x' }, { host: 'localhost', port: 5432 }],
    [{ url: 'redis://10.0.0.1:7000/2' }, { host: '10.0.0.1', port: 7000 }],
    [{ url: 'mongodb+srv://u:p@a.example,b.example:1/x' }, { host: 'a.example', port: 27_017 }],
    [{ url: 'http://[::1]:80/' }, { host: '::1', port: 80 }],
    [{ url: 'mysql://u:p@ss%23w@db.example:1/x' }, { host: 'db.example', port: 1 }],
    [
      { url: 'odd://x', port: 4 },
      { host: 'x', port: 4 },
    ],
    [{ port: 4 }, { host: '127.0.0.1', port: 4, url: 'tcp://{host}:{port}' }],
  ])('is found by %j', (options, found) => {
    expect(target(options)).toMatchObject(found)
  })

  test.each([
    [{}, 'is missing, and so is "port": where does the server run?'],
    [{ url: 'nonsense' }, 'is not a URL: it begins with no scheme://'],
    [{ url: 'odd://x' }, 'names no port, and its scheme has no usual one'],
    [{ url: 'redis://x:70000' }, 'names port 70000, which is not between 1 and 65535'],
  ])('is not found by %j', (options, message) => {
    expect(problemsOf({ db: externalServer(options) })).toEqual([`db.url: ${message}`])
  })
})
