import type { Socket } from 'node:net'
import { createBirpc, type BirpcReturn } from 'birpc'
import { decodeError, encodeError, type ErrorMessage } from './error-codec.js'
import { FrameReader, toFrame } from './frames.js'

/** Calls in both directions over one socket. */
export interface Channel<Remote extends object> {
  readonly remote: BirpcReturn<Remote, object>
  /** Makes every call under way, and every further one, reject with this very error. */
  close(reason: Error): void
}

/** How a channel behaves. */
export interface ChannelOptions {
  /** Called once when the other side does not keep to the protocol. */
  readonly onGarbage: (error: Error) => void
}

const shownLength = 100

/** A birpc message: a question, or an answer, which has `e` when the call was rejected. */
interface Message {
  readonly t: 'q' | 's'
  readonly i?: string
  readonly e?: unknown
}

/**
 * Speaks birpc in lines of JSON. Errors keep class, code, fields and cause.
 *
 * @param functions - what the other side may call
 */
export function openChannel<Remote extends object>(
  socket: Socket,
  functions: object,
  { onGarbage }: ChannelOptions,
): Channel<Remote> {
  // Without a prototype, so that nobody can call what every object has.
  const callable = Object.assign(Object.create(null) as object, functions)
  let closedBecause: Error | undefined
  const remote = createBirpc<Remote, object>(callable, {
    timeout: -1,
    post: (frame: string) => {
      if (socket.writable) socket.write(frame)
    },
    on: (receive) => {
      const take = async (message: Message): Promise<void> => receive(message)
      const inTurn = takeInTurn((message) => void take(message).catch(onGarbage))
      readFrames(socket, (frame) => inTurn(deserialise(frame)), onGarbage)
    },
    serialize: (message: Message) => {
      if (closedBecause !== undefined && message.t === 'q') throw closedBecause
      return serialise(message)
    },
  })
  // Not `$close()`: it makes a cause of its own for the reason, and gives further calls another.
  const close = (reason: Error): void => {
    closedBecause ??= reason
    void remote.$rejectPendingCalls(({ reject }) => reject(reason))
  }
  return { remote, close }
}

/**
 * Takes messages one after the other: what arrived together with an answer, but was sent after it, is taken when
 * everything has happened that follows from the answer. News of a crash would else be older than the start it follows.
 */
function takeInTurn(take: (message: Message) => void): (message: Message) => void {
  let waiting: Message[] | undefined
  const takeNext = (message: Message): void => {
    if (waiting !== undefined) return void waiting.push(message)
    take(message)
    if (message.t !== 's') return
    waiting = []
    // Ticks come when no promise has anything left to do; only then is the next one taken.
    void Promise.resolve().then(() => process.nextTick(takeRest))
  }
  const takeRest = (): void => {
    const rest = waiting ?? []
    waiting = undefined
    rest.forEach(takeNext)
  }
  return takeNext
}

/** Calls `onFrame` for every line; whatever is no line, or makes it throw, ends the reading. */
export function readFrames(
  socket: Socket,
  onFrame: (frame: string) => unknown,
  onGarbage: (error: Error) => void,
): void {
  const reader = new FrameReader()
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of reader.read(chunk)) onFrame(frame)
    } catch (error) {
      socket.removeAllListeners('data')
      onGarbage(error as Error)
    }
  })
}

/** A question that cannot be sent is thrown back at whoever asks; an answer that cannot becomes an error, for that call only. */
function serialise(message: Message): string {
  const encoded = message.e === undefined ? message : { ...message, e: encodeError(message.e) }
  try {
    return toFrame(encoded)
  } catch (error) {
    if (message.t === 'q') throw error
    return toFrame({ t: 's', i: message.i, e: encodeError(error) })
  }
}

function deserialise(frame: string): Message {
  const message = JSON.parse(frame) as Message | null
  if (message?.t !== 'q' && message?.t !== 's')
    throw new SyntaxError(`This is no message: ${frame.slice(0, shownLength)}`)
  return message.e === undefined
    ? message
    : { ...message, e: decodeError(message.e as ErrorMessage) }
}
