import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { Client, wishReport } from '../../src/client/index.js'
import { simpleExecutor, tcpExecutor } from '../../src/declaration.js'
import type { RunSummary } from '../../src/protocol/index.js'
import type { ProcessRecord, RunRecord } from '../../src/report/run-record.js'
import type { toTrace } from '../../src/report/trace.js'
import {
  beOwnRun,
  endRunAfterTest,
  expectNoSupervisor,
  hold,
  holdOne,
  useClient,
} from '../support/clients.js'
import { eventually } from '../support/deadline.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { expectDeath, identityOf } from '../support/processes.js'

beforeAll(beOwnRun)
beforeAll(() => {
  wishReport()
  return () => delete process.env['MIRAKURU_REPORT']
})

interface Report {
  readonly folder: string
  readonly run: RunRecord
  /** The instances of a name, in the order in which they were wanted. */
  of(name: string): ProcessRecord[]
}

/** Ends the run, however its processes ended, and reads what it has left. */
async function endRun(): Promise<Report> {
  const root = new Client('root')
  const { report } = await root.endRun()
  await expectNoSupervisor()
  return readReport(report)
}

function readReport(page: RunSummary['report']): Report {
  if (page === undefined) throw new Error('there is no report')
  const run = JSON.parse(readFileSync(page.replace('.html', '.json'), 'utf8')) as RunRecord
  const of = (name: string): ProcessRecord[] => run.processes.filter((each) => each.name === name)
  return { folder: dirname(page), run, of }
}

/** Those that are known, which have to be in this order. */
function expectOrder(...moments: readonly (number | undefined)[]): void {
  expect(moments).not.toContain(undefined)
  expect(moments).toEqual(moments.toSorted((one, other) => Number(one) - Number(other)))
}

test('What happened to a process is reported in its order, with whoever had it', async () => {
  endRunAfterTest()
  const client = useClient()
  const processes = {
    db: tcpExecutor(fixture('listens-late', '{port}'), { name: 'db', scope: 'run' }),
    api: tcpExecutor(fixture('listens-late', '{port}'), {
      name: 'api',
      env: { DB: '{db.port}' },
    }),
  }
  const units = { test: 'id-1 0 0', file: '/a.test.ts' }
  const api = await hold(client, { processes, name: 'api', units }).start()
  await api.waitForOutput('ready')
  const told = { id: 'id-1', name: 'uses the api', file: '/a.test.ts', startedAt: Date.now() }
  await client.reportTests([{ ...told, state: 'running' }])
  await api.release()
  await client.reportTests([{ ...told, endedAt: Date.now(), state: 'passed' }])
  const { run, of } = await endRun()

  expect(run.tests).toMatchObject([{ name: 'uses the api', state: 'passed' }])
  const [db] = of('db')
  const [record] = of('api')
  expect(record?.dependencies).toEqual([db?.id])
  expect(db?.leases.map(({ holder }) => holder)).toEqual(['run', 'process'])
  expect(db?.leases[1]?.process).toBe(record?.id)
  const [start] = record?.starts ?? []
  const [lease] = record?.leases ?? []
  expect(lease).toMatchObject({ holder: 'client', ...units })
  expectOrder(record?.openedAt, start?.launchedAt, start?.readyAt, lease?.to)
  expectOrder(start?.launchedAt, start?.firstOutputAt, start?.endedAt)
  expectOrder(lease?.from, lease?.to, record?.stopBegunAt, record?.goneAt)
  expectOrder(record?.goneAt, db?.stopBegunAt, db?.goneAt, run.endedAt)
  expect(record?.address).toBe(`tcp://127.0.0.1:${record?.command.split(' ').at(-1)}`)
  expect(start?.exit).toMatchObject({ signal: 'SIGTERM', forced: false })
  expect(record?.lines.map(({ text }) => text).join('\n')).toContain('ready')
})

test('A crash, a restart and a spare show, and no value of a variable does', async () => {
  endRunAfterTest()
  const client = useClient()
  const subject = simpleExecutor(fixture('lives'), {
    name: 'subject',
    spares: 1,
    env: { PASSWORD: 'hunter2' },
  })
  const first = await holdOne(client, subject, { test: '1' }).start()
  await first.restart()
  const doomed = identityOf(first.pid)
  process.kill(doomed.pid, 'SIGKILL')
  await expectDeath(doomed, 8_000)
  await first.release().catch(() => undefined)
  const second = await holdOne(client, subject, { test: '2' }).start()
  await second.release()
  const { folder, of } = await endRun()

  const [crashed, spare] = of('subject')
  expect(crashed?.starts).toHaveLength(2)
  expectOrder(...(crashed?.starts ?? []).flatMap((each) => [each.launchedAt, each.endedAt]))
  expect(crashed?.starts[1]?.exit).toMatchObject({ signal: 'SIGKILL' })
  expect(crashed?.crashes).toMatchObject([
    { message: expect.stringContaining('SIGKILL') as string },
  ])
  expect(spare?.leases.map(({ holder }) => holder)).toEqual(['spare', 'client'])
  expectOrder(spare?.openedAt, spare?.leases[0]?.to, spare?.stopBegunAt)
  expectOrder(spare?.openedAt, spare?.handedOverAt, spare?.leases[1]?.from)
  for (const name of ['report.html', 'report.json', 'report.trace.json'])
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain('hunter2')
})

test('A reset between two tests shows', async () => {
  endRunAfterTest()
  const client = useClient()
  const declared = simpleExecutor(fixture('lives'), {
    name: 'shared',
    scope: 'file',
    reset: 'true',
  })
  const held = await holdOne(client, declared).start()
  for (const _ of ['one', 'other']) {
    await held.beginUse()
    await held.endUse(true)
  }
  await held.release()
  const { of } = await endRun()
  const [record] = of('shared')
  expect(record?.resets).toHaveLength(1)
  expectOrder(record?.starts[0]?.readyAt, record?.resets[0]?.from, record?.resets[0]?.to)
})

test('The trace has a group for the tests and for every process, in microseconds', async () => {
  endRunAfterTest()
  const client = useClient()
  const held = await holdOne(client, simpleExecutor(fixture('lives'), { name: 'one' })).start()
  const startedAt = Date.now()
  await client.reportTests([
    {
      id: 'x',
      name: 'a test',
      file: '/a',
      startedAt,
      endedAt: startedAt + 5,
      state: 'passed',
    },
  ])
  await held.release()
  const { folder, run } = await endRun()
  const text = readFileSync(join(folder, 'report.trace.json'), 'utf8')
  const { traceEvents } = JSON.parse(text) as ReturnType<typeof toTrace>
  const groups = traceEvents.filter(({ name }) => name === 'process_name')
  expect(groups.map(({ args }) => args?.['name'])).toEqual([
    'tests',
    `one #${run.processes[0]?.id}`,
  ])
  expect(traceEvents.find(({ name }) => name === 'a test')).toMatchObject({ ph: 'X', dur: 5_000 })
  const spans = traceEvents.filter(({ ph }) => ph === 'X')
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['starting', 'ready', 'stopping', 'held by one file']),
  )
  expect(spans.every(({ ts = -1, dur = -1 }) => ts >= 0 && dur >= 0)).toBe(true)
})

test('A run whose runner is gone leaves a report too', async () => {
  endRunAfterTest()
  const root = useClient('root')
  const log = await root.connect()
  const page = join(dirname(log), 'last', 'report.html')
  await holdOne(root, simpleExecutor(fixture('lives'), { name: 'orphan' })).start()
  await root.reportTests([{ id: 'x', name: 'cut off', file: '/a', startedAt: 1, state: 'running' }])
  await root.close()
  await expectNoSupervisor()
  const read = (): Report => readReport(page)
  const { run } = await eventually(
    { what: 'the report' },
    read,
    ({ of }) => of('orphan').length > 0,
  )
  expect(run).toMatchObject({ end: 'its root is gone', tests: [{ state: 'running' }] })
})

test('A run without processes leaves none', async () => {
  endRunAfterTest()
  const root = new Client('root')
  await root.connect()
  const { report } = await root.endRun()
  expect(report).toBeUndefined()
})

test('A report names the folder that a process runs in', async () => {
  const cwd = await makeFolder()
  await holdOne(useClient(), simpleExecutor('sleep 1000', { name: 'elsewhere', cwd })).start()
  const { of } = await endRun()
  expect(of('elsewhere').map((each) => each.cwd)).toEqual([cwd])
})
