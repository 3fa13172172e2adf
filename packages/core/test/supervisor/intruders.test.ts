import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HeldProcess } from '../../src/client/index.js'
import { findRendezvous, protocolVersion } from '../../src/protocol/index.js'
import { afterTest } from '../support/cleanup.js'
import { beOwnRun, holdOne, useClient } from '../support/clients.js'
import { eventually, inTime, measure } from '../support/deadline.js'
import { makeDiary, type Diary } from '../support/diary.js'
import { findSupervisors } from '../support/supervisors.js'

beforeAll(beOwnRun)

/** A connection that says whatever it likes. */
interface Intruder {
  say(text: string | Buffer): void
  readonly heard: () => string
  /** When the supervisor has ended the connection: everything it said. */
  readonly turnedAway: Promise<string>
}

async function intrude(): Promise<Intruder> {
  const socket: Socket = connect(findRendezvous().socket)
  afterTest(() => socket.destroy())
  let heard = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk))
  socket.on('error', () => undefined) // it need not listen to the end
  const turnedAway = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)))
  await new Promise<void>((resolve) => void socket.once('connect', resolve))
  return { say: (text) => void socket.write(text), heard: () => heard, turnedAway }
}

function hello(changes: Readonly<Record<string, unknown>> = {}): string {
  const token = readFileSync(findRendezvous().tokenFile, 'utf8')
  return `${JSON.stringify({ protocol: protocolVersion, token, role: 'worker', ...changes })}\n`
}

function ask(method: string, args: unknown): string {
  return `${JSON.stringify({ t: 'q', i: 'question', m: method, a: args })}\n`
}

describe('The supervisor', () => {
  let diary: Diary
  let held: HeldProcess

  beforeEach(async () => {
    diary = await makeDiary()
    held = await holdOne(useClient(), diary.declare('held')).start()
    const [supervisor] = findSupervisors(process.pid)
    afterTest(async () => {
      // Whatever was tried: nobody else has noticed anything.
      expect(await held.running()).toBe(true)
      expect(findSupervisors(process.pid)).toEqual([
        expect.objectContaining({ pid: supervisor?.pid }),
      ])
    })
  })

  const longLine = Buffer.alloc(8 * 1024 * 1024 + 1, 'x')
  test.each<[string, () => string | Buffer, string]>([
    ['garbage', () => 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'its token is wrong'],
    ['bytes that are no text', () => Buffer.from([0xff, 0xfe, 0, 10]), 'its token is wrong'],
    ['null', () => 'null\n', 'its token is wrong'],
    ['a wrong token', () => hello({ token: 'x'.repeat(64) }), 'its token is wrong'],
    ['a token of another length', () => hello({ token: '' }), 'its token is wrong'],
    ['no token', () => hello({ token: undefined }), 'its token is wrong'],
    ['an unknown role', () => hello({ role: 'admin' }), 'its token is wrong'],
    [
      'another version',
      () => hello({ protocol: protocolVersion + 1 }),
      `it speaks version ${protocolVersion + 1} of the protocol, not ${protocolVersion}`,
    ],
    ['a line that does not end', () => longLine, 'A message of more than 8388608 characters'],
  ])('turns away who begins with %s', async (_title, begin, reason) => {
    const intruder = await intrude()
    intruder.say(begin())
    const heard = await inTime({ what: 'the end of the connection' }, intruder.turnedAway)
    const answer = JSON.parse(heard) as { refused: { reason: string; protocol: number } }
    expect(answer.refused.reason).toContain(reason)
    expect(answer.refused.protocol).toBe(protocolVersion)
  })

  test('turns away who says nothing, after 5 s', async () => {
    const intruder = await intrude()
    const elapsed = await measure(() => intruder.turnedAway)
    expect(await intruder.turnedAway).toContain('it did not say hello')
    expect(elapsed).toBeGreaterThan(4_500)
    expect(elapsed).toBeLessThan(8_000)
  })

  test('does not hear questions of who was turned away', async () => {
    const intruder = await intrude()
    intruder.say(hello({ token: 'wrong' }) + ask('endRun', []))
    expect(await intruder.turnedAway).not.toContain('question')
  })

  test.each([
    ['garbage', 'garbage\n'],
    ['a line that does not end', longLine],
  ])('turns away who goes on with %s, and ends what it held', async (_title, rest) => {
    const intruder = await intrude()
    intruder.say(hello())
    await eventually({ what: 'the welcome' }, () => intruder.heard().includes('"welcome"'))
    const request = {
      processes: { subject: diary.declare('of the intruder') },
      name: 'subject',
      units: { test: 'one test', file: 'one file' },
      bound: {},
      folder: '/',
      environment: { PATH: process.env['PATH'] },
      worker: '1',
    }
    intruder.say(ask('acquire', ['a lease', request]))
    await eventually({ what: 'an answer' }, () => intruder.heard().includes('"question"'))
    intruder.say(rest)
    await inTime({ what: 'the end of the connection' }, intruder.turnedAway)
    await diary.says('of the intruder stopped')
  })

  test.each<[string, unknown]>([
    ['constructor', []],
    ['registry', []],
    ['acquire', []],
    ['acquire', ['a lease', null]],
    ['acquire', ['a lease', { processes: {}, bound: { x: 'y' } }]],
    ['release', ['no lease']],
    ['call', ['no lease', 'stop', []]],
    ['call', null],
    ['endRun', [{}]],
  ])('refuses or ignores %s(%j) of a client', async (method, args) => {
    const intruder = await intrude()
    intruder.say(hello())
    await eventually({ what: 'the welcome' }, () => intruder.heard().includes('"welcome"'))
    intruder.say(ask(method, args))
    const isOver = (): boolean => intruder.heard().includes('"question"')
    await Promise.race([
      eventually({ what: 'an answer', within: 5_000 }, isOver),
      intruder.turnedAway,
    ])
  })
})
