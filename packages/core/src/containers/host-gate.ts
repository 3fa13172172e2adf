import { connect, createServer, type Server, type Socket } from 'node:net'
import { ExecutorError } from '../errors/index.js'
import type { Engine } from './engine.js'

/** Where a server of this machine listens. */
export interface HostTarget {
  readonly host: string
  readonly port: number
}

interface Gate {
  readonly opened: Promise<void>
  readonly server: Server
  users: number
}

const gates = new Map<string, Gate>()

/** The name of this machine in a container. */
export function nameHost({ isPodman }: Pick<Engine, 'isPodman'>): string {
  return isPodman ? 'host.containers.internal' : 'host.docker.internal'
}

/** What the engine is told so that the name is known in the container; podman does so by itself. */
export function listHostArguments(engine: Engine): readonly string[] {
  return engine.isPodman ? [] : ['--add-host', `${nameHost(engine)}:host-gateway`]
}

/**
 * Lets containers reach servers that listen on the loopback address of this machine: forwards connections from the
 * address at which containers see it.
 *
 * @returns closes what nobody else uses
 */
export async function openGates(
  engine: Engine,
  targets: readonly HostTarget[],
): Promise<() => void> {
  const address = targets.length === 0 ? undefined : await findGateway(engine)
  const closes: (() => void)[] = []
  try {
    // Where the engine runs in a machine of its own, that forwards to the loopback address itself.
    if (address !== undefined)
      for (const target of targets) closes.push(await openGate(address, target))
  } catch (error) {
    for (const close of closes) close()
    throw error
  }
  return () => closes.splice(0).forEach((close) => close())
}

async function openGate(address: string, target: HostTarget): Promise<() => void> {
  const key = `${address}:${target.port}`
  const gate = gates.get(key) ?? listen(address, target)
  gates.set(key, gate)
  gate.users++
  const close = (): void => {
    gate.users--
    if (gate.users > 0) return
    gates.delete(key)
    gate.server.close()
  }
  try {
    await gate.opened
  } catch (error) {
    close()
    throw error
  }
  return close
}

function listen(address: string, target: HostTarget): Gate {
  const server = createServer((inside) => forward(inside, target))
  server.unref()
  const opened = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A server that listens on all addresses needs no gate; nor does an engine whose gateway is not of this machine.
      if (error.code === 'EADDRINUSE' || error.code === 'EADDRNOTAVAIL') return resolve()
      reject(new ExecutorError(`containers cannot reach this machine: ${error.message}`))
    })
    server.listen({ host: address, port: target.port })
  })
  return { opened, server, users: 0 }
}

function forward(inside: Socket, target: HostTarget): void {
  const outside = connect({ ...target, allowHalfOpen: true })
  inside.on('error', () => outside.destroy())
  outside.on('error', () => inside.destroy())
  inside.pipe(outside)
  outside.pipe(inside)
  inside.on('close', () => outside.destroy())
}

const gateways = new Map<string, Promise<string | undefined>>()

/** The address of this machine in the network that containers are in by default. */
function findGateway(engine: Engine): Promise<string | undefined> {
  const key = engine.shellWords
  const known = gateways.get(key) ?? readGateway(engine)
  gateways.set(key, known)
  known.catch(() => gateways.delete(key))
  return known
}

async function readGateway(engine: Engine): Promise<string | undefined> {
  const network = engine.isPodman ? 'podman' : 'bridge'
  const { code, stdout } = await engine.run(['network', 'inspect', network])
  if (code !== 0) return undefined
  // Docker writes "Gateway", podman "gateway".
  return /"gateway":\s*"(\d+\.\d+\.\d+\.\d+)"/i.exec(stdout)?.[1]
}
