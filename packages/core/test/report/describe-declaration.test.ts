import { expect, test } from 'vitest'
import {
  httpExecutor,
  outputExecutor,
  tcpExecutor,
  type Declaration,
} from '../../src/declaration.js'
import { pickProcess, planProcesses } from '../../src/declaration/plan.js'
import { describeDeclaration } from '../../src/report/describe-declaration.js'

function describe(subject: Declaration): Readonly<Record<string, unknown>> {
  const declared = { subject: { scope: 'test', ...subject } }
  const plan = planProcesses(declared, { folder: '/', outer: new Map() })
  return describeDeclaration(pickProcess(plan, 'subject'))
}

test('Of variables, headers and bodies only the names are told', () => {
  const declared = httpExecutor('node api.js', {
    env: { TOKEN: 'hunter2', GONE: undefined },
    headers: { Authorization: 'Bearer hunter2' },
    body: 'hunter2',
    waitOn: 'http://me:hunter2@localhost:1/',
  })
  const described = describe(declared)
  expect(described).toMatchObject({
    env: { TOKEN: '…', GONE: '…' },
    headers: { Authorization: '…' },
    body: '…',
    command: 'node api.js',
  })
  expect(JSON.stringify(described)).not.toContain('hunter2')
})

test('No password in a command or a list is told, however deep it stands', () => {
  const described = describe(
    tcpExecutor('serve {port} redis://me:hunter2@cache', {
      prepare: { command: 'pg_dump -f {tmp}/x postgres://app:hunter2@db/app', inputs: ['a.sql'] },
      healthcheck: 'check http://me:hunter2@db/',
      waitOn: ['http://me:hunter2@db/'],
    }),
  )
  expect(described).toMatchObject({
    prepare: {
      args: ['pg_dump', '-f', '{tmp}/x', 'postgres://app:…@db/app'],
      inputs: ['a.sql'],
    },
  })
  expect(JSON.stringify(described)).not.toContain('hunter2')
})

test('A pattern is told as it was written', () => {
  expect(describe(outputExecutor('x', { banner: /ready on (?<port>\d+)/ }))).toMatchObject({
    banner: String.raw`/ready on (?<port>\d+)/`,
  })
})
