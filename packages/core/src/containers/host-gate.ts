import type { Engine } from './engine.js'
import { Gate, type HostTarget } from './gate.js'

/** The name of this machine in a container. */
export function nameHost({ isPodman }: Pick<Engine, 'isPodman'>): string {
  return isPodman ? 'host.containers.internal' : 'host.docker.internal'
}

/** What the engine is told so that the name is known in the container; podman does so by itself. */
export function listHostArguments(engine: Engine): readonly string[] {
  return engine.isPodman ? [] : ['--add-host', `${nameHost(engine)}:host-gateway`]
}

/** Ways for a container to servers that listen on the loopback address of this machine. */
export interface HostGates {
  /** Must be called when the container runs: only then podman's network has an address on this machine. */
  readonly complete: () => Promise<void>
  /** Closes what nobody else uses. */
  readonly close: () => void
}

/**
 * Lets containers reach servers that listen on the loopback address of this machine: forwards connections from the
 * address at which containers see it.
 */
export async function openGates(
  engine: Engine,
  targets: readonly HostTarget[],
): Promise<HostGates> {
  const address = targets.length === 0 ? undefined : await findGateway(engine)
  // Where the engine runs in a machine of its own, that forwards to the loopback address itself.
  const opened = address === undefined ? [] : targets.map((target) => Gate.use(address, target))
  const complete = async (): Promise<void> => {
    for (const gate of opened) await gate.open()
  }
  const close = (): void => opened.splice(0).forEach((gate) => gate.leave())
  try {
    await complete()
  } catch (error) {
    close()
    throw error
  }
  return { complete, close }
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
