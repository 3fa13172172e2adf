import { expect, test } from 'vitest'
import { giveRunScope } from '../../src/adapter/index.js'
import { simpleExecutor, tcpExecutor, type Variables } from '../../src/declaration.js'
import { fixture } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'
import { openFile, SomeTest } from './runner.js'
import { withoutPage } from '../support/pages.js'

const db = tcpExecutor(fixture('listens-late', '{port}'), { scope: 'file', ports: ['more'] })
const broken = simpleExecutor('node -e "process.exit(3)"', { scope: 'file', oneShot: true })

function describe(env: Variables): ReturnType<typeof openFile> {
  const processes = giveRunScope({ db, broken, ofTest: tcpExecutor('x {port}', { scope: 'test' }) })
  return openFile({ folder: process.cwd(), processes, env })
}

test('Variables are set in every environment, and are afterwards what they were before', async () => {
  const file = describe({ A: '{db.host}:{db.port} {db.ports.more}', B: '{{db.port}}', C: null })
  const variables = file.describeVariables()
  const one: Record<string, string | undefined> = { B: 'before', C: 'there' }
  const other: Record<string, string | undefined> = { A: '' }
  await variables.set(one, other)
  const [use] = variables.uses
  const { port, ports, pid } = use?.held ?? {}
  const process = identityOf(pid)
  const expected = { A: `127.0.0.1:${port} ${ports?.['more']}`, B: '{db.port}' }
  expect(one).toEqual(expected)
  expect(other).toEqual(expected)
  one['B'] = 'changed'
  one['C'] = 'changed'
  one['D'] = 'not ours'
  variables.takeBack()
  variables.takeBack()
  expect(one).toEqual({ B: 'before', C: 'there', D: 'not ours' })
  expect(other).toEqual({ A: '' })
  await file.releaseAll()
  await expectDeath(process)
})

test('What they name is held for the file: a crash ends its tests', async () => {
  const file = describe({ A: '{db.port}' })
  const variables = file.describeVariables()
  await variables.set()
  const attempt = file.begin(new SomeTest())
  expect(await attempt.begin()).toEqual([])
  const body = attempt.run(() => new Promise(() => undefined), { cleansUp: false })
  process.kill(Number(variables.uses[0]?.held?.pid), 'SIGKILL')
  await expect(body).rejects.toThrow('was killed unexpectedly by SIGKILL')
  await attempt.end()
  await file.releaseAll()
})

test('What cannot be started is told with its variables, and nothing is held or set', async () => {
  const variables = describe({ A: '{db.port}', B: '{broken.name}', C: 'c' }).describeVariables()
  const environment = {}
  await expect(variables.set(environment)).rejects.toThrow(
    /^Cannot start "broken": it exited with code 3[^\n]*\n {2}"env" of the configuration needs it for B\n/,
  )
  expect({ environment, uses: variables.uses }).toEqual({ environment: {}, uses: [] })
})

test('What several cannot start without is told once, with the variables of all', async () => {
  const processes = giveRunScope({
    broken,
    api: simpleExecutor('node {broken.name}', { scope: 'file' }),
    web: simpleExecutor('node {api.name}', { scope: 'file' }),
  })
  const env = { A: '{web.name}', B: '{broken.name}', C: '{api.name} {broken.name}' }
  const variables = openFile({ folder: process.cwd(), processes, env }).describeVariables()
  const error: unknown = await variables.set().catch((reason: unknown) => reason)
  const { message } = error as Error
  expect(message).toMatch(
    /^Cannot start "broken": it exited with code 3[^\n]*\n {2}"env" of the configuration needs it for A, B, C\n/,
  )
  expect(message.match(/Cannot start/g)).toHaveLength(1)
})

test('Everything that is wrong is told at once', async () => {
  const env = {
    A: '{bd.port} {db.prot}',
    B: '{ofTest.port}',
    C: '{port}',
    'D=': 'd',
    E: 5 as unknown as string,
    F: '{{db.prot}} ${db.prot}',
  }
  const error: unknown = await describe(env)
    .describeVariables()
    .set()
    .catch((reason: unknown) => reason)
  expect(withoutPage((error as Error).message).split('\n')).toEqual([
    'Invalid env:',
    '  - A: {bd.port} names an unknown process "bd"; did you mean "db"? (a literal brace is doubled: {{bd.port}})',
    '  - A: unknown placeholder {db.prot}; did you mean {db.port}? (a literal brace is doubled: {{db.prot}})',
    '  - B: "ofTest" has scope "test": each test has another, but the variable is set before the file of the tests is loaded; give "ofTest" scope "file", "worker" or "run", or leave the variable out and read the handle in each test',
    '  - C: {port} does not say of which process: {db.port}, {broken.port}, {ofTest.port} (a literal brace is doubled: {{port}})',
    '  - D=: is not a valid name of an environment variable',
    '  - E: must be a string or null, not a number',
  ])
})
