import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { ProcessExitedWithError, SupervisorError } from '../../src/errors/index.js'
import { createDeferred } from '../../src/internal/deferred.js'
import { openChannel, readFrames, type Channel } from '../../src/protocol/channel.js'
import { longestFrame, toFrame } from '../../src/protocol/frames.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { makeFolder } from '../support/fixtures.js'

interface Calls {
  add(one: number, other: number): number
  fail(): void
  hang(): void
  repeat(text: string, count: number): string
  note(text: string): void
}

/** The two ends of a connection over a unix socket. */
async function connectPair(): Promise<{ near: Socket; far: Socket }> {
  const path = join(await makeFolder(), 'socket')
  const server = createServer().listen(path)
  await once(server, 'listening')
  const near = connect(path)
  const [far] = (await once(server, 'connection')) as [Socket]
  server.close()
  afterTest(() => [near, far].forEach((socket) => socket.destroy()))
  return { near, far }
}

/** A channel whose other side has these functions, and what either side takes for garbage. */
async function openPair(functions: Partial<Calls>): Promise<{
  near: Channel<Calls>
  far: Channel<Calls>
  sockets: { near: Socket; far: Socket }
  onGarbage: ReturnType<typeof vi.fn<(error: Error) => void>>
}> {
  const sockets = await connectPair()
  const onGarbage = vi.fn<(error: Error) => void>()
  const near = openChannel<Calls>(sockets.near, functions, { onGarbage })
  const far = openChannel<Calls>(sockets.far, functions, { onGarbage })
  return { near, far, sockets, onGarbage }
}

describe('a call', () => {
  test('is answered, in both directions', async () => {
    const { near, far } = await openPair({ add: (one, other) => one + other })
    expect(await Promise.all([near.remote.add(1, 2), far.remote.add(3, 4)])).toEqual([3, 7])
  })

  test('is answered while the other side waits for an answer itself', async () => {
    const sockets = await connectPair()
    const options = { onGarbage: vi.fn<(error: Error) => void>() }
    const add: Calls['add'] = (one, other) => one + other
    const repeat = async (text: string, count: number): Promise<string> =>
      text.repeat(await far.remote.add(count, 1))
    const near = openChannel<Calls>(sockets.near, { add }, options)
    const far = openChannel<Calls>(sockets.far, { repeat }, options)
    expect(await near.remote.repeat('ab', 1)).toBe('abab')
  })

  test('carries texts of more than one piece and of more than one byte', async () => {
    const { near } = await openPair({ repeat: (text, count) => text.repeat(count) })
    expect(await near.remote.repeat('🦀\n', 200_000)).toBe('🦀\n'.repeat(200_000))
  })

  test('that fails rejects with the error: its class, code, fields and cause', async () => {
    const log = 'Error: missing DATABASE_URL'
    const { near } = await openPair({
      fail: () => {
        const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
        throw new ProcessExitedWithError('exited', { exitCode: 1, signal: null, log }, { cause })
      },
    })
    const error = await rejectionOf(near.remote.fail())
    expect(error).toBeInstanceOf(ProcessExitedWithError)
    expect(error).toMatchObject({
      name: 'ProcessExitedWithError',
      message: expect.stringMatching(/^exited\n {2}see \S+#err_process_exited$/) as string,
      code: 'ERR_PROCESS_EXITED',
      exitCode: 1,
      signal: null,
      log,
    })
    expect(error.cause).toMatchObject({ message: 'refused', code: 'ECONNREFUSED' })
  })

  test('that throws what is no error rejects with one', async () => {
    const { near } = await openPair({ fail: () => Promise.reject('no reason') as never })
    expect(await rejectionOf(near.remote.fail())).toMatchObject({ message: 'no reason' })
  })

  test('of a function that does not exist rejects and says which', async () => {
    const { near } = await openPair({})
    expect((await rejectionOf(near.remote.add(1, 2))).message).toContain('"add" not found')
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'cannot reach what every object has: %s',
    async (name) => {
      const { near, onGarbage } = await openPair({ add: () => 1 })
      const error = await rejectionOf(near.remote.$call(name as 'fail'))
      expect(error.message).toContain(`"${name}" not found`)
      expect(onGarbage).not.toHaveBeenCalled()
    },
  )

  test('with arguments that are no list rejects, and nothing else happens', async () => {
    const { sockets, near, onGarbage } = await openPair({ add: (one, other) => one + other })
    sockets.near.write(toFrame({ t: 'q', i: 'x', m: 'add', a: 5 }))
    expect(await near.remote.add(1, 2)).toBe(3)
    expect(onGarbage).not.toHaveBeenCalled()
  })
})

test('What follows from an answer has happened before what was sent after it, however they arrive', async () => {
  const happened: string[] = []
  const { far, near } = await connectPair()
  const note = (text: string): void => void happened.push(text)
  const channel = openChannel<Calls>(near, { note }, { onGarbage: vi.fn() })
  const notes = [1, 2].map((n) => toFrame({ t: 'q', m: 'note', a: [`note ${n}`] })).join('')
  far.once('data', (question: Buffer) => {
    const { i } = JSON.parse(String(question)) as { i: string }
    far.write(toFrame({ t: 's', i, r: 3 }) + notes)
  })
  const add = async (): Promise<number> => await channel.remote.add(1, 2)
  const addInSteps = async (): Promise<number> => await add()
  happened.push(`answer ${await addInSteps()}`)
  await eventually({ what: 'both notes' }, () => happened.length === 3)
  expect(happened).toEqual(['answer 3', 'note 1', 'note 2'])
})

describe('a message that is too long', () => {
  test('as an answer becomes an error, for that call only', async () => {
    const { near, onGarbage } = await openPair({ repeat: (text, count) => text.repeat(count) })
    const [tooLong, short] = await Promise.all([
      rejectionOf(near.remote.repeat('x', longestFrame)),
      near.remote.repeat('x', 3),
    ])
    expect(tooLong).toMatchObject({
      name: 'RangeError',
      message: expect.stringMatching(/^A message of 83886\d\d characters cannot be sent/) as string,
    })
    expect(short).toBe('xxx')
    expect(onGarbage).not.toHaveBeenCalled()
  })

  test('as a question rejects, for that call only', async () => {
    const { near, onGarbage } = await openPair({ repeat: (text, count) => text.repeat(count) })
    const asked = near.remote.repeat('x'.repeat(longestFrame), 1)
    const error = await rejectionOf(inTime({ what: 'the call to be refused' }, asked))
    expect(error.message).toMatch(/^A message of 83886\d\d characters cannot be sent/)
    expect(await near.remote.repeat('x', 3)).toBe('xxx')
    expect(onGarbage).not.toHaveBeenCalled()
  })

  test('in the form of an error still says what happened', async () => {
    const log = '\u001b'.repeat(longestFrame)
    const { near } = await openPair({
      fail: () => {
        throw new ProcessExitedWithError('exited', { exitCode: 1, signal: null, log })
      },
    })
    expect(await rejectionOf(near.remote.fail())).toBeInstanceOf(ProcessExitedWithError)
  })

  test('with a value that JSON does not know becomes an error, for that call only', async () => {
    const { near } = await openPair({ add: () => 1n as unknown as number, repeat: () => 'x' })
    expect((await rejectionOf(near.remote.add(1, 2))).message).toMatch(/BigInt/)
    expect(await near.remote.repeat('x', 1)).toBe('x')
  })
})

describe('what does not keep to the protocol', () => {
  test.each([
    ['text', 'GET / HTTP/1.1\r\n\r\n', /not valid JSON/],
    ['an empty line', '\n', /JSON/],
    ['null', 'null\n', /^This is not a message: null$/],
    ['a number', '5\n', /^This is not a message: 5$/],
    ['a list', '[{"t":"q"}]\n', /^This is not a message: \[/],
    ['an object of another kind', '{"hello":1}\n', /^This is not a message: {"hello":1}$/],
    ['an error that is none', '{"t":"s","i":"x","e":null}\n', /null/],
    ['bytes that are no text', Buffer.of(0xff, 0xfe, 0x00, 0x0a), /not valid JSON/],
  ])('is told once: %s', async (_what, garbage, message) => {
    const { sockets, onGarbage } = await openPair({})
    sockets.far.write(garbage)
    await eventually({ what: 'the complaint' }, () => onGarbage.mock.calls.length > 0)
    sockets.far.end(garbage)
    await inTime({ what: 'the end of the connection' }, once(sockets.near, 'end'))
    expect(onGarbage).toHaveBeenCalledTimes(1)
    expect(onGarbage.mock.calls[0]?.[0].message).toMatch(message)
  })

  test('is told when a line does not end', async () => {
    const { sockets, onGarbage } = await openPair({})
    sockets.far.write(Buffer.alloc(longestFrame + 1, 'x'))
    await eventually({ what: 'the complaint' }, () => onGarbage.mock.calls.length > 0)
    expect(onGarbage.mock.calls[0]?.[0]).toBeInstanceOf(RangeError)
  })

  test('does not keep what came before it from being carried out, and stops what comes after it', async () => {
    const noted: string[] = []
    const { sockets, onGarbage } = await openPair({ note: (text) => void noted.push(text) })
    const note = (text: string): string => toFrame({ t: 'q', m: 'note', a: [text] })
    sockets.far.write(`${note('before')}garbage\n${note('after')}`)
    sockets.far.end(note('later'))
    await inTime({ what: 'the end of the connection' }, once(sockets.near, 'end'))
    expect(noted).toEqual(['before'])
    expect(onGarbage).toHaveBeenCalledTimes(1)
  })

  test('does not include an answer that nobody waits for', async () => {
    const { near, sockets, onGarbage } = await openPair({ add: (one, other) => one + other })
    sockets.far.write(toFrame({ t: 's', i: 'nobody', r: 1 }))
    expect(await near.remote.add(1, 2)).toBe(3)
    expect(onGarbage).not.toHaveBeenCalled()
  })
})

describe('close()', () => {
  const reason = (): SupervisorError =>
    new SupervisorError('The connection was lost', { logFile: '/tmp/x.log' })

  test('makes every call under way reject with the very error that it was given', async () => {
    const hung = createDeferred()
    afterTest(() => hung.resolve())
    const { near } = await openPair({ hang: () => hung.promise as never })
    const calls = [near.remote.hang(), near.remote.hang()].map((call) => rejectionOf(call))
    const error = reason()
    near.close(error)
    expect(await Promise.all(calls)).toEqual([error, error])
    expect(await calls[0]).toBe(error)
  })

  test('makes every further call reject with the same error', async () => {
    const { near } = await openPair({ add: () => 1 })
    const error = reason()
    near.close(error)
    near.close(new Error('a second reason'))
    expect(await rejectionOf(near.remote.add(1, 2))).toBe(error)
    expect(await rejectionOf(near.remote.note.asEvent('x'))).toBe(error)
  })

  test('leaves the error as it was, frozen or not', async () => {
    const { near } = await openPair({ hang: () => createDeferred().promise as never })
    const call = rejectionOf(near.remote.hang())
    const error = Object.freeze(reason())
    near.close(error)
    expect((await call).cause).toBeUndefined()
  })

  test('leaves answers unsaid that come too late', async () => {
    const hung = createDeferred()
    const { near, far, sockets, onGarbage } = await openPair({ hang: () => hung.promise as never })
    const call = rejectionOf(near.remote.hang())
    await eventually({ what: 'the question to arrive' }, () => sockets.far.bytesRead > 0)
    far.close(reason())
    sockets.far.destroy()
    hung.resolve()
    await inTime({ what: 'the end of the connection' }, once(sockets.near, 'close'))
    near.close(reason())
    await call
    expect(onGarbage).not.toHaveBeenCalled()
  })
})

describe('readFrames()', () => {
  test('ends the reading when whoever takes the lines throws', async () => {
    const { near, far } = await connectPair()
    const seen: string[] = []
    const onGarbage = vi.fn<(error: Error) => void>()
    const take = (frame: string): void => {
      seen.push(frame)
      throw new Error(`not "${frame}"`)
    }
    readFrames(near, take, onGarbage)
    far.write('one\ntwo\n')
    far.end('three\n')
    await inTime({ what: 'the end of the connection' }, once(near, 'end'))
    expect(seen).toEqual(['one'])
    expect(onGarbage.mock.calls).toEqual([[new Error('not "one"')]])
  })
})
