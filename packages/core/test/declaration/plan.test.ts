import { describe, expect, test } from 'vitest'
import { httpExecutor, simpleExecutor, tcpExecutor } from '../../src/declaration.js'
import { anonymous } from '../../src/declaration/declaration.js'
import { pickProcess, type OuterProcess, type PlanContext } from '../../src/declaration/plan.js'
import { naming, note, plan, problemsOf, servers, type Block } from './blocks.js'
import { catchRefusal } from './refuse.js'
import { withoutPage } from '../support/pages.js'

describe('planProcesses()', () => {
  test('knows a process by its key, and calls it by that', () => {
    const found = plan({ db: tcpExecutor('redis-server') }).get('db')
    expect(found).toMatchObject({ key: 'db', scope: 'test', dependencies: [], references: [] })
    expect(found?.options).toMatchObject({ kind: 'tcp', name: 'db', args: ['redis-server'] })
  })

  test('calls a process by its name where it has one, and others refer to it by its key', () => {
    const found = plan({
      db: tcpExecutor('redis-server', { name: 'cache' }),
      api: httpExecutor('x', naming('db.port', 'db.name')),
    })
    expect(found.get('db')?.options.name).toBe('cache')
    expect(found.get('api')?.dependencies).toEqual(['db'])
  })

  test('calls a declaration that has no key by its command', () => {
    const found = plan({ [anonymous]: tcpExecutor('node server.js') })
    expect(found.get(anonymous)?.options.name).toBe('server.js')
  })

  test.each([
    'db.host',
    'db.port',
    'db.ports.metrics',
    'db.ports.admin',
    'db.name',
    'web.url',
    'web.tmp',
    'web.port',
    'app.socket',
    'app.tmp',
    'vite.port',
    'vite.captures.port',
    'vite.captures.version',
  ])('finds the reference {%s}', (name) => {
    const [process = '', ...member] = name.split('.')
    const api = plan({ api: simpleExecutor('x', naming(name)), ...servers }).get('api')
    expect(api?.dependencies).toEqual([process])
    expect(api?.references).toEqual([{ process, member: member.join('.'), placeholder: name }])
  })

  test('finds several references of several processes, in every option', () => {
    const api = httpExecutor(['api', '{db.port}', '{vite.captures.version}'], {
      ...naming('db.host', 'db.port'),
      reset: 'reset {web.url}',
    })
    const found = plan({ ...servers, api }).get('api')
    expect(found?.dependencies.toSorted()).toEqual(['db', 'vite', 'web'])
    expect(found?.references).toContainEqual({
      process: 'web',
      member: 'url',
      placeholder: 'web.url',
    })
  })

  test('takes keys for dependencies that have dashes, or are what every object has', () => {
    const block = { 'my-db': tcpExecutor('a'), constructor: tcpExecutor('b') }
    const api = simpleExecutor('x', naming('my-db.port', 'constructor.port'))
    expect(plan({ ...block, api }).get('api')?.dependencies).toEqual(['my-db', 'constructor'])
    expect(
      problemsOf({ api: simpleExecutor('x', naming('toString.port')), db: tcpExecutor('x') }),
    ).toEqual([
      `api.env.X: {toString.port} names an unknown process "toString"; known: "api", "db" ${note('toString.port')}`,
    ])
  })

  test('takes doubled braces, variables of the shell and JSON for text', () => {
    const text = ['{{db.prot}}', '${db.prot}', '{"db":{"prot":1}}'].join(' ')
    const found = plan({ ...servers, api: simpleExecutor(['x', text], { env: { X: text } }) })
    expect(found.get('api')?.dependencies).toEqual([])
  })

  test('takes braces of a regular expression for its own, in each of its forms', () => {
    for (const banner of [/x{db.prot}{2}/, { $regexp: 'x{db.prot}{2}' }]) {
      const api = { executor: 'output', command: 'x', banner }
      expect(plan({ ...servers, api }).get('api')?.dependencies).toEqual([])
    }
  })
})

describe('a cycle', () => {
  const ring = (...keys: string[]): Block =>
    Object.fromEntries(
      keys.map((key, index) => [
        key,
        tcpExecutor('x', naming(`${keys[(index + 1) % keys.length]}.port`)),
      ]),
    )

  test('of one is told as a value of its own, with the place', () => {
    expect(problemsOf({ ...ring('api'), db: tcpExecutor('x') })).toEqual([
      'api.env.X: {api.port} is a value of "api" itself, which calls it {port}',
    ])
  })

  test('of two is told once', () => {
    expect(problemsOf(ring('api', 'db'))).toEqual(['api: depends on itself: api → db → api'])
  })

  test('of three is told once', () => {
    expect(problemsOf(ring('a', 'b', 'c'))).toEqual(['a: depends on itself: a → b → c → a'])
  })

  test('is told without what only leads to it', () => {
    const before = { first: tcpExecutor('x', naming('a.port', 'b.port')) }
    const found = problemsOf({ ...before, ...ring('a', 'b') })
    expect(found).toEqual(['a: depends on itself: a → b → a'])
  })

  test('is told beside others', () => {
    expect(problemsOf({ ...ring('a', 'b'), ...ring('c', 'd') })).toEqual([
      'a: depends on itself: a → b → a',
      'c: depends on itself: c → d → c',
    ])
  })

  test('is not what two ways to the same process are', () => {
    const found = plan({
      top: tcpExecutor('x', naming('left.port', 'right.port')),
      left: tcpExecutor('x', naming('bottom.port')),
      right: tcpExecutor('x', naming('bottom.port')),
      bottom: tcpExecutor('x'),
    })
    expect(found.get('top')?.dependencies).toEqual(['left', 'right'])
  })
})

describe('scopes', () => {
  test('are told apart where what is needed ends earlier, with both names', () => {
    const db = tcpExecutor('x', { scope: 'test' })
    const api = tcpExecutor('x', { scope: 'run', ...naming('db.port') })
    expect(problemsOf({ db, api })).toEqual([
      'api: has scope "run", but depends on "db" of scope "test", which ends earlier; give "api" scope "test", or "db" scope "run"',
    ])
  })

  const scopes = ['test', 'file', 'worker', 'run'] as const
  test.each(scopes.flatMap((own) => scopes.map((other) => [own, other] as const)))(
    'let a process of scope %s depend on one of scope %s only if that does not end earlier',
    (own, other) => {
      const block = {
        db: tcpExecutor('x', { scope: other }),
        api: tcpExecutor('x', { scope: own, ...naming('db.port') }),
      }
      const isFine = scopes.indexOf(own) <= scopes.indexOf(other)
      if (isFine) expect(plan(block).get('api')?.scope).toBe(own)
      else expect(problemsOf(block)).toHaveLength(1)
    },
  )

  test('that were refused are no reason to refuse others', () => {
    const api = tcpExecutor('x', { scope: 'run', ...naming('db.port') })
    const db = { executor: 'tcp', command: 'x', scope: 'rum' }
    expect(problemsOf({ db, api })).toEqual(['db.scope: is not "rum"; did you mean "run"?'])
  })

  test('of a run leave no {worker} to name', () => {
    const options = { scope: 'run', env: { SLOT: 'slot-{worker}' } } as const
    const db = tcpExecutor(['db', '{worker}', '{worker}'], options)
    const reason =
      'all workers share a process of scope "run", so {worker} has no value; give it scope "worker"'
    expect(problemsOf({ db })).toEqual([`db.command: ${reason}`, `db.env.SLOT: ${reason}`])
    expect(problemsOf({ [anonymous]: db })).toEqual([`command: ${reason}`, `env.SLOT: ${reason}`])
    expect(() => plan({ db: tcpExecutor('x {worker}', { scope: 'worker' }) })).not.toThrow()
  })
})

describe('what is kept between runs', () => {
  const kept = { scope: 'run', keep: true } as const

  test('is kept for 10 minutes, unless it says how long', () => {
    const block = {
      db: tcpExecutor('x', kept),
      api: tcpExecutor('x', { ...kept, keep: 5 }),
      web: tcpExecutor('x', { ...kept, keep: false }),
    }
    const times = [...plan(block).values()].map(({ options }) => options.keep)
    expect(times).toEqual([600_000, 5, undefined])
  })

  test.each(['test', 'file', 'worker', undefined] as const)('has scope "run", not %s', (scope) => {
    const options: object = { scope, keep: true } // which no type allows
    const db = tcpExecutor('x', options)
    expect(problemsOf({ db })).toEqual([
      `db.keep: a process of scope "${scope ?? 'test'}" cannot outlive the run; leave it out, or give it scope "run"`,
    ])
  })

  test('depends only on what is kept as well', () => {
    const api = tcpExecutor('x', { ...kept, ...naming('db.port') })
    const db = tcpExecutor('x', { scope: 'run' })
    const reason =
      'it outlives the run, but depends on "db", which does not; give "db" a "keep" as well'
    expect(problemsOf({ db, api })).toEqual([`api.keep: ${reason}`])
    expect(() => plan({ db: tcpExecutor('x', kept), api })).not.toThrow()
    const outside = (isKept: boolean): Partial<PlanContext> => ({
      outer: new Map([['db', { members: ['port'], scope: 'run', isKept, fingerprint: 'outer' }]]),
    })
    expect(problemsOf({ api }, outside(false))).toEqual([`api.keep: ${reason}`])
    expect(() => plan({ api }, outside(true))).not.toThrow()
  })

  test.each([-1, 'always', null])('does not take %j for a time', (keep) => {
    expect(problemsOf({ db: { executor: 'tcp', command: 'x', scope: 'run', keep } })).toHaveLength(
      1,
    )
  })
})

describe('everything that is wrong', () => {
  test('is listed at once, each with the way to it', () => {
    const error = catchRefusal(() =>
      plan({
        redis: tcpExecutor('redis-server --port {prot}', { port: 70_000 }),
        api: httpExecutor('node "api.js', { env: { REDIS: '{rediss.port}', A: '{redis.prot}' } }),
        web: { executor: 'htpp', command: 'x' },
        mail: 'smtp',
        list: [simpleExecutor('x')],
        loop: simpleExecutor('x {noop.name}'),
        noop: simpleExecutor('x {loop.name}'),
      }),
    )
    expect(withoutPage(error.message)).toBe(
      [
        'Invalid processes:',
        '  - redis.port: must be between 1 and 65535, not 70000',
        `  - redis.command: unknown placeholder {prot}; did you mean {port}? ${note('prot')}`,
        '  - api.command: Unterminated double quote',
        '      node "api.js',
        '           ^',
        `  - api.env.REDIS: {rediss.port} names an unknown process "rediss"; did you mean "redis"? ${note('rediss.port')}`,
        `  - api.env.A: unknown placeholder {redis.prot}; did you mean {redis.port}? ${note('redis.prot')}`,
        '  - web.executor: must be one of "simple", "output", "tcp", "http", "pid", "unixSocket", "resource", "external", "container"; did you mean "http"?',
        '  - mail: must be an object with "executor" and "command", not a string',
        '  - list: must be an object with "executor" and "command", not a list',
        '  - loop: depends on itself: loop → noop → loop',
      ].join('\n'),
    )
  })

  test('says which option may have been meant by "executor"', () => {
    const error = catchRefusal(() => plan({ web: { executr: 'http', command: 'x' } }))
    expect(withoutPage(error.message)).toMatch(/, and is missing; did you mean it by "executr"\?$/)
    const missing = catchRefusal(() => plan({ web: { executor: undefined, command: 'x' } }))
    expect(withoutPage(missing.message)).toMatch(/"container"$/)
  })

  test.each<[string, Block, string]>([
    [
      'of a block of one',
      { db: tcpExecutor('x {y}') },
      'Invalid declaration of "db":\n  - db.command: ',
    ],
    [
      'of a declaration without a key',
      { [anonymous]: tcpExecutor('node db.js {y}') },
      'Invalid tcp executor "node db.js {y}":\n  - command: ',
    ],
    [
      'of a declaration without a key that has a name',
      { [anonymous]: tcpExecutor('x {y}', { name: 'db' }) },
      'Invalid tcp executor "db":\n  - command: ',
    ],
    [
      'of a declaration without a key, not of the block that it refers to',
      { db: tcpExecutor('x'), [anonymous]: tcpExecutor('x {db.prot}', { name: 'api' }) },
      'Invalid tcp executor "api":\n  - command: ',
    ],
    [
      'of the block as well',
      { db: tcpExecutor('x {y}'), [anonymous]: tcpExecutor('x {y}', { name: 'api' }) },
      'Invalid processes:\n  - db.command: ',
    ],
    [
      'of no known kind',
      { [anonymous]: { port: 3000 } },
      'Invalid declaration:\n  - executor: must be one of ',
    ],
  ])('is headed by what it is a fault %s', (_what, block, beginning) => {
    const { message } = catchRefusal(() => plan(block))
    expect(message.slice(0, beginning.length)).toBe(beginning)
  })

  test.each<[string, object]>([
    ['of no known kind', { executor: 'tpc', command: 'x', scope: 'test' }],
    ['whose banner does not compile', { executor: 'output', command: 'x', banner: '(' }],
  ])('does not include what others name of a process %s', (_what, db) => {
    const api = tcpExecutor('x', { scope: 'run', ...naming('db.port', 'db.captures.x') })
    const paths = catchRefusal(() => plan({ db, api })).problems.map(({ path }) => path)
    expect(paths).not.toContain('api.env.X')
    expect(paths.filter((path) => path.startsWith('db.'))).toHaveLength(1)
  })
})

describe('pickProcess()', () => {
  const messageOf = (block: Block, name: string): string =>
    catchRefusal(() => pickProcess(plan(block), name)).message
  const block = { redis: tcpExecutor('x'), api: httpExecutor('x') }

  test('finds the process', () => {
    expect(pickProcess(plan(block), 'redis').key).toBe('redis')
  })

  test.each<[string, Block, string, string]>([
    ['the near one', block, 'rediss', 'did you mean "redis"?'],
    ['all there are when none is near', block, 'banana', 'known: "redis", "api"'],
    ['that there are none', {}, 'redis', 'there are none'],
  ])('names %s', (_what, given, name, hint) => {
    expect(withoutPage(messageOf(given, name))).toBe(
      `Invalid name of a process:\n  - there is no process "${name}"; ${hint}`,
    )
  })

  test('does not find what every object has', () => {
    expect(messageOf(block, 'constructor')).toContain('there is no process "constructor"')
  })
})

describe('an outer process', () => {
  const db: OuterProcess = {
    members: ['host', 'port'],
    scope: 'file',
    isKept: false,
    fingerprint: 'outer',
  }
  const outer = new Map([['db', db]])
  const api = httpExecutor('x', naming('db.port'))

  test('can be depended on, and is no part of the plan', () => {
    const found = plan({ api }, { outer })
    expect(found.get('api')?.dependencies).toEqual(['db'])
    expect([...found.keys()]).toEqual(['api'])
  })

  test('is looked into, and suggested', () => {
    const block = { api: httpExecutor('x', naming('db.prot', 'bd.port')) }
    expect(problemsOf(block, { outer })).toEqual([
      `api.env.X: unknown placeholder {db.prot}; did you mean {db.port}? ${note('db.prot')}`,
      `api.env.X: {bd.port} names an unknown process "bd"; did you mean "db"? ${note('bd.port')}`,
    ])
  })

  test('must not end earlier', () => {
    const longer = httpExecutor('x', { scope: 'run', ...naming('db.port') })
    expect(problemsOf({ api: longer }, { outer })[0]).toContain(
      'api: has scope "run", but depends on "db" of scope "file", which ends earlier',
    )
  })

  test('is hidden by a process of the block that has its name', () => {
    const block = {
      db: tcpExecutor('x', { scope: 'run', ports: ['more'] }),
      api: httpExecutor('x', { scope: 'run', ...naming('db.ports.more') }),
    }
    expect(plan(block, { outer }).get('api')?.fingerprint).toBe(plan(block).get('api')?.fingerprint)
  })
})
