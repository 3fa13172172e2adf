import type { Socket } from 'node:net'
import { createBirpc, type BirpcReturn } from 'birpc'
import { decodeError, encodeError, type ErrorMessage } from './error-codec.js'
import { FrameReader, toFrame } from './frames.js'

/** Calls in both directions over one socket. */
export interface Channel<Remote extends object> {
  readonly remote: BirpcReturn<Remote, object>
  /** Rejects every pending and every later call with this error. */
  close(reason: Error): void
}

/** Options of {@link openChannel}. */
export interface ChannelOptions {
  /** Called once when the other side violates the protocol. */
  readonly onGarbage: (error: Error) => void
}

const shownLength = 100

/** A birpc message: a request (`q`), or a response (`s`), which has `e` when the call was rejected. */
interface Message {
  readonly t: 'q' | 's'
  readonly i?: string
  readonly e?: unknown
}

/**
 * Opens birpc over a socket, in lines of JSON. Errors keep class, code, fields and cause.
 *
 * @param functions - what the other side may call
 */
export function openChannel<Remote extends object>(
  socket: Socket,
  functions: object,
  { onGarbage }: ChannelOptions,
): Channel<Remote> {
  // Without a prototype, so that the methods of every object cannot be called.
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
  // Not `$close()`: it wraps the reason in another error, and rejects later calls with a different one.
  const close = (reason: Error): void => {
    closedBecause ??= reason
    void remote.$rejectPendingCalls(({ reject }) => reject(reason))
  }
  return { remote, close }
}

/**
 * Handles messages one after the other: one that arrived together with a response, but was sent after it, is handled
 * once everything that follows from the response has run. Otherwise a crash would be seen before the start it follows.
 */
function takeInTurn(take: (message: Message) => void): (message: Message) => void {
  let waiting: Message[] | undefined
  const takeNext = (message: Message): void => {
    if (waiting !== undefined) return void waiting.push(message)
    take(message)
    if (message.t !== 's') return
    waiting = []
    // Ticks run when no promise callback is left; only then is the next message handled.
    void Promise.resolve().then(() => process.nextTick(takeRest))
  }
  const takeRest = (): void => {
    const rest = waiting ?? []
    waiting = undefined
    rest.forEach(takeNext)
  }
  return takeNext
}

/** Calls `onFrame` for every line. A line that is too long, or makes it throw, ends the reading. */
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

/** A request that cannot be sent throws to its caller; a response that cannot becomes an error of that call only. */
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
    throw new SyntaxError(`This is not a message: ${frame.slice(0, shownLength)}`)
  return message.e === undefined
    ? message
    : { ...message, e: decodeError(message.e as ErrorMessage) }
}
