import { describe, expect, test } from 'vitest'
import { httpExecutor, outputExecutor, simpleExecutor } from '../../src/declaration.js'
import { findReferenced, listPlaceholdersIn } from '../../src/declaration/references.js'
import { listReferences } from '../../src/declaration/resource.js'

describe('listReferences()', () => {
  test('finds the processes that any option names, each once', () => {
    const declaration = httpExecutor(['node', 'api.js', '{args.port}'], {
      cwd: '{cwd.tmp}',
      env: { REDIS: '{redis.host}:{redis.port}', VERSION: '{redis.captures.version}' },
      url: 'http://{host}:{url.port}/',
      headers: { via: '{headers.name}' },
      body: '{body.url}',
      waitOn: ['tcp:{waitOn.port}'],
      healthcheck: 'curl {healthcheck.url}',
      logFile: '{logFile.tmp}/log',
      prepare: 'cp {prepare.tmp} {tmp}',
      reset: ['redis-cli', '{reset.port}'],
    })
    const found = listReferences(declaration).toSorted().join(' ')
    expect(found).toBe('args body cwd headers healthcheck logFile prepare redis reset url waitOn')
  })

  test.each<[string, string]>([
    ['values of its own', '{name} {host} {port} {ports.metrics} {tmp} {worker}'],
    ['doubled braces', '{{db.port}}'],
    ['variables of the shell', '${db.port} ${HOME}'],
    ['JSON', '{"db":{"port":1}}'],
    ['code', '() => { db.port }'],
  ])('takes %s for no reference', (_what, text) => {
    expect(listReferences(simpleExecutor(['sh', '-c', text], { env: { A: text } }))).toEqual([])
  })

  test('looks into JSON for references', () => {
    const env = { CONFIG: '{"redis":{"port":{redis.port}},"hosts":["{db.host}"]}' }
    expect(listReferences(simpleExecutor('x', { env }))).toEqual(['redis', 'db'])
  })

  test('does not look into names and regular expressions, whose braces are their own', () => {
    const options = { name: '{a.port}', banner: /\w{b.port}|x{2}/ }
    expect(listReferences(outputExecutor('x', options))).toEqual([])
  })

  test('looks into a banner that is a string', () => {
    const declaration = outputExecutor('x', { banner: 'connected to {db.host}:{db.port}' })
    expect(listReferences(declaration)).toEqual(['db'])
  })
})

describe('listPlaceholdersIn()', () => {
  test('tells the option of each, however a command is written', () => {
    const options = {
      command: ['node', '{port}'],
      reset: 'x {db.port}',
      env: { A: '{host}{host}' },
      waitOn: ['tcp:1', 'tcp:{port}'],
    }
    expect(listPlaceholdersIn(options)).toEqual([
      { path: 'command', name: 'port' },
      { path: 'reset', name: 'db.port' },
      { path: 'env.A', name: 'host' },
      { path: 'env.A', name: 'host' },
      { path: 'waitOn.1', name: 'port' },
    ])
  })
})

describe('findReferenced()', () => {
  test.each([
    ['port', undefined],
    ['ports.metrics', undefined],
    ['db.port', 'db'],
    ['db.ports.metrics', 'db'],
    ['my-db.captures.version', 'my-db'],
  ])('finds in {%s} %s', (placeholder, process) => {
    expect(findReferenced(placeholder)).toBe(process)
  })
})
