import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { hasUnaccepted } from '../../src/process/index.js'
import { afterTest } from '../support/cleanup.js'

/** Two sockets that share a port; for each line, the number of one of them, it accepts all that wait there. */
const sharer = `
import socket, sys
def listen(port):
  s = socket.socket()
  s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
  s.bind(('127.0.0.1', port))
  s.listen(64)
  s.setblocking(False)
  return s
first = listen(0)
sockets = [first, listen(first.getsockname()[1])]
kept = []
print(first.getsockname()[1], flush=True)
for line in sys.stdin:
  count = 0
  try:
    while True:
      kept.append(sockets[int(line)].accept())
      count += 1
  except BlockingIOError:
    print(count, flush=True)
`

async function startSharer(): Promise<{ port: number; accept(index: number): Promise<number> }> {
  const child = spawn('python3', ['-c', sharer], { stdio: ['pipe', 'pipe', 'inherit'] })
  afterTest(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<number> => Number((await lines.next()).value)
  const port = await next()
  return {
    port,
    accept(index) {
      child.stdin.write(`${index}\n`)
      return next()
    },
  }
}

async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  afterTest(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

test.runIf(process.platform === 'linux').each([
  ['first', [0, 1]],
  ['second', [1, 0]],
] as const)(
  'a connection waits for either of two that share a port, whoever is the %s to accept',
  async (_, [one, other]) => {
    const { port, accept } = await startSharer()
    expect(hasUnaccepted('127.0.0.1', port)).toBe(false)
    for (let count = 0; count < 32; count++) await connectTo(port)
    expect(hasUnaccepted('127.0.0.1', port)).toBe(true)
    expect(await accept(one)).toBeGreaterThan(0)
    expect(hasUnaccepted('127.0.0.1', port)).toBe(true)
    expect(await accept(other)).toBeGreaterThan(0)
    expect(hasUnaccepted('127.0.0.1', port)).toBe(false)
  },
)
