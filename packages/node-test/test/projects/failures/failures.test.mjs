import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { afterEach, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { httpExecutor, startProcess, tcpExecutor, useProcess } from '@mirakuru/node-test'
import { note, serve } from '../note.mjs'

const logs = (name) => `node ../../programs/logs.mjs {port} ${name}`

describe('crash', () => {
  const db = useProcess(httpExecutor(serve('db'), { name: 'db' }))
  afterEach(() => note('hook after', db.name))
  test('crashes, and goes on for ever', (t) => crash(t, db))
  test('comes after a crash', () => note('never'))
})

describe('crash with a time limit', () => {
  const limited = useProcess(httpExecutor(serve('limited'), { name: 'limited', scope: 'test' }))
  test('crashes long before its time is over', { timeout: 1e6 }, (t) => crash(t, limited))
  test('waits with its signal', (t) => {
    fetch(new URL('/exit/7', limited.url)).catch(() => undefined)
    return setTimeout(1e6, undefined, { signal: t.signal })
  })
  test('has another one', async () => assert.ok(await limited.running()))
})

describe('crash that fails', () => {
  const api = useProcess(httpExecutor(serve('api'), { name: 'api', scope: 'test' }))
  test('fails because of a crash', () => fetch(new URL('/exit/7', api.url)))
})

describe('crash between tests', () => {
  const dying = useProcess(httpExecutor(serve('dying'), { name: 'dying', onCrash: 'restart' }))
  const ignored = useProcess(httpExecutor(serve('ignored'), { name: 'ignored', onCrash: 'ignore' }))
  let pid
  test('is told to restart', async () => {
    ;({ pid } = dying)
    await assert.rejects(fetch(new URL('/exit/7', ignored.url)))
  })
  test('kills it', (t) => crash(t, dying))
  test('has a new one', async () => {
    assert.notEqual(dying.pid, pid)
    assert.ok(await dying.running())
  })
})

describe('start', () => {
  const broken = useProcess(
    tcpExecutor('node --eval "console.log(42); process.exit(3)"', { name: 'broken' }),
  )
  test('cannot start', () => note('never', broken.pid))
  test('cannot start either', () => note('never', broken.pid))
})

describe('output', () => {
  const printing = useProcess(httpExecutor(logs('printing'), { name: 'printing' }))
  test('fails with output', async () => {
    await fetch(new URL('/question', printing.url))
    assert.equal(1, 2)
  })
  test('takes too long', { timeout: 1_500 }, async ({ signal }) => {
    await fetch(new URL('/slow', printing.url))
    await setTimeout(1e6, undefined, { signal })
  })
  test('fails inside', async (t) => {
    await t.test('the inner one fails', async () => {
      await fetch(new URL('/inner', printing.url))
      assert.equal(1, 2)
    })
  })
  test('fails with the output of both', async (t) => {
    const inner = await startProcess(t, httpExecutor(logs('inner'), { name: 'inner' }))
    await fetch(new URL('/of-all', printing.url))
    await fetch(new URL('/of-one', inner.url))
    assert.equal(1, 2)
  })
  test('passes with output', () => fetch(new URL('/passes', printing.url)))
})

describe('end', () => {
  const badly = useProcess(
    tcpExecutor(`${serve('badly')} 9`, { name: 'badly', expectedExitCode: 0 }),
  )
  test('ends well itself', () => assert.ok(badly.pid))
})

describe('end of its own', () => {
  const options = { name: 'own', scope: 'test', expectedExitCode: 0 }
  const own = useProcess(tcpExecutor(`${serve('own')} 9`, options))
  test('has one that ends badly', () => assert.ok(own.pid))
})

describe('hook that throws', () => {
  const held = useProcess(tcpExecutor(serve('held'), { name: 'held', scope: 'test' }))
  test('throws in a hook of its own', (t) => t.after(() => assert.equal('hook', '')))
  test('comes after such a hook', async () => assert.ok(await held.running()))
})

describe('two at once', { concurrency: true }, () => {
  const one = useProcess(tcpExecutor(serve('one'), { name: 'one', scope: 'test' }))
  test('asks for it first', () => assert.ok(one.pid))
  test('cannot have it at the same moment', () => note('never'))
})

describe('too early', () => {
  const early = useProcess(tcpExecutor(serve('early')))
  assert.throws(
    () => early.port,
    /^ExecutorError: "serves.mjs" is not started: .* before the first test .* a before\(\) hook that calls start\(\) first\n  command: node .*serves.mjs {port} early$/,
  )
  const own = useProcess(tcpExecutor(serve('own'), { scope: 'test' }))
  assert.throws(() => own.start(), /"serves.mjs" is not started: .* before each test /)
  test('is there later', () => assert.ok(early.port))
})

test('asks for a name that there is not', () => useProcess('nothing'))
test('starts a name that there is not', (t) => startProcess(t, 'nothing'))

describe('reference', () => {
  const web = tcpExecutor(`${serve('web')} {db.port}`)
  const refer = () => useProcess(web)
  const expected = /add db to mirakuru.json, .* and get it by useProcess\('db'\)/
  test('to what another call declares', () => assert.throws(refer, expected))
})

test('reads a handle too late', async (t) => {
  let late
  await t.test('has it', async (inner) => {
    late = await startProcess(inner, tcpExecutor(serve('late'), { name: 'late' }))
  })
  assert.throws(() => late.port, /"late" is not started: the test that it was started for is over/)
})

/** Lets a program exit, and waits for something else. */
function crash({ signal }, { port }) {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  socket.write('GET /exit/7 HTTP/1.1\r\nHost: x\r\n\r\n')
  const timer = setInterval(() => undefined, 1e6)
  signal.addEventListener('abort', () => clearInterval(timer))
  return new Promise(() => undefined)
}
