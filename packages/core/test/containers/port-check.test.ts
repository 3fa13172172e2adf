import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { Container } from '../../src/containers/index.js'
import { attemptFromAfar, isLocal } from '../../src/containers/port-check.js'
import { afterTest } from '../support/cleanup.js'
import { eventually } from '../support/deadline.js'
import { listProcesses } from '../support/processes.js'

/** A proxy that accepts every connection and keeps it open, as rootlessport does. */
async function openProxy(): Promise<number> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterTest(() => server.close())
  return (server.address() as AddressInfo).port
}

/** A container in which `cat` prints this. */
function containerWith(stdout: string): Container {
  return { exec: async () => ({ code: 0, stdout, stderr: '' }) } as never
}

const head = '  sl  local_address rem_address   st tx_queue rx_queue\n'
const line = (address: string, state: string) =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000\n`

test.each([
  ['nothing listens', head, 'nothing in the container listens on port 6379'],
  [
    'it has a connection from there',
    head + line('00000000:18EB', '01'),
    'nothing in the container',
  ],
  ['another port is served', head + line('00000000:18EC', '0A'), 'nothing in the container'],
  ['only its loopback address is', head + line('0100007F:18EB', '0A'), 'on the loopback address'],
])('a proxy that accepts does not count if %s', async (_what, table, reason) => {
  const target = { host: '127.0.0.1', port: await openProxy(), inner: 6379 }
  const signal = AbortSignal.timeout(10_000)
  const attempt = await attemptFromAfar(containerWith(table), target, signal)
  expect(attempt).toMatchObject({ ready: false, reason: expect.stringContaining(reason) })
})

test.each([
  ['its port is served', head + line('00000000:18EB', '0A')],
  ['its image has no cat', ''],
])('a proxy that accepts counts if %s', async (_what, table) => {
  const target = { host: '127.0.0.1', port: await openProxy(), inner: 6379 }
  const signal = AbortSignal.timeout(10_000)
  expect(await attemptFromAfar(containerWith(table), target, signal)).toMatchObject({ ready: true })
})

test('a process is that of a container whose id its parent was given', async () => {
  const id = '0123456789abcdef'
  // As conmon is started: the process has the id neither in its command nor in its cgroup.
  const monitor = spawn('sh', ['-c', 'sleep 1000; exit', '-c', id], { stdio: 'ignore' })
  const [child] = await eventually(
    { what: 'the child of the monitor' },
    () => listProcesses().filter(({ parent, name }) => parent === monitor.pid && name === 'sleep'),
    (found) => found.length === 1,
  )
  const pid = child?.pid ?? 0
  afterTest(() => process.kill(pid, 'SIGKILL'))
  expect(isLocal(pid, id)).toBe(true)
  expect(isLocal(pid, 'fedcba9876543210')).toBe(false)
  expect(isLocal(0, id)).toBe(false)
})
