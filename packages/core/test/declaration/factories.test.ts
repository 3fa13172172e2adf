import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import * as factories from '../../src/declaration.js'
import { parseDeclaration, parseOptions } from '../../src/declaration/parse.js'
import { createExecutor } from '../../src/index.js'

const {
  httpExecutor,
  outputExecutor,
  pidExecutor,
  simpleExecutor,
  tcpExecutor,
  unixSocketExecutor,
} = factories

const shared = {
  name: 'it',
  cwd: '/tmp',
  env: { PORT: '{port}', DEBUG: undefined, LEVEL: '3', GONE: null },
  startTimeout: 5000,
  waitOn: ['file:/tmp/x'],
  healthcheck: ['curl', '{host}'],
  ports: ['metrics'],
  scope: 'file',
  onCrash: 'restart',
  spares: 2,
  prepare: 'initdb {tmp}',
  reset: ['redis-cli', '-p', '{port}', 'flushall'],
} as const

const declarations = [
  simpleExecutor('node worker.js', shared),
  outputExecutor('vite', { ...shared, banner: /Local:.*:(?<port>\d+)/i, stream: 'stdout' }),
  tcpExecutor(['redis-server', '--port', '{port}'], { ...shared, host: 'localhost', port: 6379 }),
  httpExecutor('node api.js', {
    ...shared,
    url: 'http://{host}:{port}/health',
    status: /^2/,
    headers: { accept: '*/*' },
  }),
  pidExecutor('daemon', { ...shared, filename: '{tmp}/pid' }),
  unixSocketExecutor('app {socket}', { ...shared, socketPath: '{tmp}/app.sock' }),
]

function isFrozenDeeply(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozenDeeply)
}

describe.each(declarations.map((declaration) => [declaration.executor, declaration] as const))(
  'the factory of %s',
  (_kind, declaration) => {
    const throughJson: unknown = JSON.parse(JSON.stringify(declaration))

    test('makes a plain, deeply frozen declaration', () => {
      expect(isFrozenDeeply(declaration)).toBe(true)
      expect(structuredClone(declaration)).toEqual(declaration)
      expect(Object.getPrototypeOf(declaration)).toBe(Object.prototype)
    })

    test('makes a declaration that JSON keeps as it is', () => {
      expect(throughJson).toEqual(declaration)
      expect(JSON.stringify(throughJson)).toBe(JSON.stringify(declaration))
    })

    test('makes what createExecutor() accepts before and after JSON alike', () => {
      const before = createExecutor(declaration)
      const after = createExecutor(throughJson as typeof declaration)
      expect(after.constructor).toBe(before.constructor)
      expect(after.toString()).toBe(before.toString())
      expect(parseDeclaration(throughJson)).toEqual(parseDeclaration(declaration))
    })
  },
)

describe('a declaration', () => {
  test('writes a RegExp as its source and flags, and gives the same RegExp back', () => {
    const declaration = outputExecutor('vite', { banner: /on \/a:(\d+)$/im })
    expect(declaration.banner).toEqual({ $regexp: 'on \\/a:(\\d+)$', flags: 'im' })
    expect(parseDeclaration(JSON.parse(JSON.stringify(declaration)))).toMatchObject({
      banner: /on \/a:(\d+)$/im,
    })
  })

  test('keeps a RegExp of another realm', () => {
    const banner = runInContext('/ready (?<port>[0-9]+)/i', createContext({})) as RegExp
    expect(banner).not.toBeInstanceOf(RegExp)
    const declaration = outputExecutor('vite', { banner })
    expect(declaration.banner).toEqual({ $regexp: 'ready (?<port>[0-9]+)', flags: 'i' })
    expect(parseOptions('output', 'vite', { banner }).banner).toEqual(/ready (?<port>[0-9]+)/i)
  })

  test('writes a removed variable as null, which removes it again', () => {
    const declaration = simpleExecutor('x', { env: { A: undefined, B: null, C: 'c' } })
    expect(declaration.env).toEqual({ A: null, B: null, C: 'c' })
    const parsed = parseDeclaration(JSON.parse(JSON.stringify(declaration)))
    expect(parsed.env).toStrictEqual({ A: undefined, B: undefined, C: 'c' })
  })

  test('leaves out options that are undefined', () => {
    const declaration = tcpExecutor('x', { port: undefined, host: 'localhost' })
    expect(Object.keys(declaration)).toEqual(['executor', 'command', 'host'])
  })

  test('does not follow its options when they change later', () => {
    const env = { A: '1' }
    const command = ['node', 'a.js']
    const declaration = simpleExecutor(command, { env })
    env.A = '2'
    command.push('--more')
    expect(declaration).toMatchObject({ env: { A: '1' }, command: ['node', 'a.js'] })
    expect(Object.isFrozen(env)).toBe(false)
  })

  test('needs no options where the executor needs none', () => {
    expect(simpleExecutor('x')).toEqual({ executor: 'simple', command: 'x' })
    expect(tcpExecutor('x')).toEqual({ executor: 'tcp', command: 'x' })
    expect(httpExecutor('x')).toEqual({ executor: 'http', command: 'x' })
  })

  test('may be written by hand', () => {
    const executor = createExecutor({ executor: 'tcp', command: 'redis-server --port {port}' })
    expect(executor.name).toBe('redis-server')
  })
})
