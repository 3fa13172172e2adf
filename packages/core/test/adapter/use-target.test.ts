import { expect, test } from 'vitest'
import { addUpTimeouts, giveRunScope } from '../../src/adapter/index.js'
import { describeTarget } from '../../src/adapter/use-target.js'
import { tcpExecutor } from '../../src/declaration/index.js'
import { withoutPage } from '../support/pages.js'

const redis = tcpExecutor('redis-server --port {port}')
const refers = tcpExecutor('api {port} {redis.port}', { name: 'api' })
const block = { folder: '/configured', processes: giveRunScope({ redis }) }
const request = {
  block,
  folder: '/own',
  number: 3,
  caller: 'useProcess',
  advise: (name: string) => `configure ${name}`,
}

test('A name means a process of the block, which everybody shares', () => {
  expect(describeTarget({ ...request, wanted: 'redis' })).toEqual({
    processes: { redis: { ...redis, scope: 'run' } },
    key: 'redis',
    label: 'redis',
    scope: 'run',
    folder: '/configured',
    instance: undefined,
    problem: undefined,
  })
})

test('A declaration that refers to nothing means a process of its own, in its own folder', () => {
  const target = describeTarget({ ...request, wanted: redis })
  expect(target).toMatchObject({
    label: 'redis-server',
    command: 'redis-server --port {port}',
    scope: 'file',
    folder: '/own',
    instance: ' 3',
    problem: undefined,
  })
  expect(target.processes).toEqual({ [target.key]: { ...redis, scope: 'file' } })
})

test('One that refers to others belongs to the block, and runs in its own folder all the same', () => {
  const target = describeTarget({ ...request, wanted: { ...refers, scope: 'test' } })
  expect(target).toMatchObject({ label: 'api', scope: 'test', folder: '/configured' })
  expect(target.processes).toEqual({
    ...block.processes,
    [target.key]: { ...refers, scope: 'test', cwd: '/own' },
  })
})

test.each([
  ['by its name', tcpExecutor('node api.js', { name: 'api' }), 'api', undefined],
  ['by its script', tcpExecutor('node src/api.js'), 'api.js', 'node src/api.js'],
  ['by the first word for a shell', tcpExecutor('api | tee', { shell: true }), 'api', 'api | tee'],
  ['by its kind if its command is none', tcpExecutor('"'), 'tcp executor', '"'],
  ['without secrets', tcpExecutor(['db', '--password=x']), 'db', 'db --password=…'],
])('Messages call what is declared in a file %s', (_title, wanted, label, command) => {
  expect(describeTarget({ ...request, wanted })).toMatchObject({ label, command })
})

test('One that refers to what is declared elsewhere is told how to do that', () => {
  const web = tcpExecutor('node web.js {db.port}', { env: { DB: '{db.host}' } })
  const { problem } = describeTarget({ ...request, wanted: web })
  const ending = (name: string): string =>
    `names a process "db", which is not among the configured ones, and useProcess(declaration) knows no others: configure db, and get it by useProcess('db') (a literal brace is doubled: {{${name}}})`
  expect(withoutPage(problem?.message).split('\n')).toEqual([
    'Invalid tcp executor "web.js":',
    `  - command: {db.port} ${ending('db.port')}`,
    `  - env.DB: {db.host} ${ending('db.host')}`,
  ])
  const slip = tcpExecutor('node web.js {rediss.port}')
  expect(describeTarget({ ...request, wanted: slip }).problem).toBeUndefined()
  const fault = new Error('cannot be read')
  expect(describeTarget({ ...request, wanted: web, block: { ...block, fault } }).problem).toBe(
    fault,
  )
})

test('The function that was called is named', () => {
  const problemOf = (wanted: unknown): string =>
    describeTarget({ ...request, caller: 'startProcess', wanted }).problem?.message ?? ''
  expect(problemOf('api')).toMatch(/^Invalid name in startProcess\(\):/)
  expect(problemOf(7)).toMatch(/^Invalid argument of startProcess\(\):/)
})

test.each([
  ['an unknown name', 'rediss', 'did you mean "redis"?'],
  ['what names nothing on purpose', 'toString', 'there is no "toString" among'],
  ['nothing', undefined, 'and is missing'],
  ['a list', [redis], 'must be the name of a process'],
])('Of %s it says what is wrong', (_title, wanted, message) => {
  expect(describeTarget({ ...request, wanted }).problem?.message).toContain(message)
})

test('Without a block it says how there would be one, and why it may be incomplete', () => {
  const alone = describeTarget({ ...request, wanted: 'redis', block: undefined })
  expect(alone.problem?.message).toContain('configure redis')
  const fault = new Error('cannot be read')
  const other = describeTarget({ ...request, wanted: 'api', block: { ...block, fault } })
  expect(other.problem).toBe(fault)
})

test('A hook may take as long as everything that it starts, and a minute for the supervisor', () => {
  const processes = { redis, api: tcpExecutor('api {port}', { startTimeout: 5_000 }) }
  expect(addUpTimeouts({ processes })).toBe(60_000 + 60_000 + 5_000)
})
