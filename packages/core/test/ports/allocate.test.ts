import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { allocatePort, type PortReservation } from '../../src/ports/index.js'
import { findQuietRange } from '../../src/ports/range.js'

const fixture = fileURLToPath(new URL('allocates-many.mjs', import.meta.url))
const rangeFile = '/proc/sys/net/ipv4/ip_local_port_range'

const held: PortReservation[] = []
const servers: Server[] = []
const children: ChildProcess[] = []

afterEach(async () => {
  for (const reservation of held.splice(0)) reservation.release()
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
  )
  await Promise.all(children.splice(0).map(killAndWait))
})

async function hold(preferred?: number): Promise<PortReservation> {
  const reservation = await allocatePort(preferred)
  held.push(reservation)
  return reservation
}

async function listen(port: number, host: string): Promise<void> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
}

async function allocateElsewhere(count: number): Promise<{ ports: number[]; child: ChildProcess }> {
  const child = spawn(process.execPath, [fixture, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const failed = once(child, 'exit').then(() => {
    throw new Error('The fixture ended early; it needs the built package (tsc -b)')
  })
  const line = once(createInterface({ input: child.stdout }), 'line')
  const [text] = (await Promise.race([line, failed])) as [string]
  return { ports: JSON.parse(text) as number[], child }
}

async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

describe('allocatePort()', () => {
  test('gives every caller of this process another port', async () => {
    const reservations = await Promise.all(Array.from({ length: 100 }, () => hold()))
    expect(new Set(reservations.map(({ port }) => port)).size).toBe(100)
  })

  test.runIf(existsSync(rangeFile))('stays below the ephemeral range', async () => {
    const firstEphemeral = parseInt(readFileSync(rangeFile, 'utf8'), 10)
    const { first, last } = findQuietRange()
    expect(last).toBeLessThan(firstEphemeral)
    const reservations = await Promise.all(Array.from({ length: 50 }, () => hold()))
    for (const { port } of reservations) {
      expect(port).toBeGreaterThanOrEqual(first)
      expect(port).toBeLessThan(firstEphemeral)
    }
  })

  test('takes the preferred port again when it is free', async () => {
    const before = await allocatePort()
    before.release()
    expect((await hold(before.port)).port).toBe(before.port)
  })

  test('takes another port when the preferred one is reserved', async () => {
    const { port } = await hold()
    expect((await hold(port)).port).not.toBe(port)
  })

  test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])(
    'takes another port when the preferred one has a listener on %s alone',
    async (host) => {
      const { port } = await hold()
      held.pop()?.release()
      await listen(port, host)
      expect((await hold(port)).port).not.toBe(port)
    },
  )

  test('takes the preferred port when its listener is gone', async () => {
    const { port } = await hold()
    held.pop()?.release()
    await listen(port, '127.0.0.1')
    await new Promise((resolve) => servers.pop()?.close(resolve))
    expect((await hold(port)).port).toBe(port)
  })

  test('never gives a port where fetch refuses to connect', async () => {
    expect((await hold(10_080)).port).not.toBe(10_080)
  })

  test('gives a port on which a server can listen while it is reserved', async () => {
    const { port } = await hold()
    await listen(port, '::')
    expect(servers[0]?.listening).toBe(true)
  })
})

describe('allocatePort() in several processes', () => {
  test('never gives one port twice: 8 processes with 60 ports each', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => allocateElsewhere(60)))
    const ports = all.flatMap((each) => each.ports)
    expect(ports).toHaveLength(480)
    expect(new Set(ports).size).toBe(480)
  })

  test('gives no port that another process holds, and gives it when that was killed', async () => {
    const { ports, child } = await allocateElsewhere(1)
    const [port = 0] = ports
    expect((await hold(port)).port).not.toBe(port)
    await killAndWait(child)
    expect((await hold(port)).port).toBe(port)
  })
})
