import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { eventually } from './deadline.js'
import { makeRootFolder } from './images.js'
import { TestNetwork } from './test-network.js'

/** An engine of the tests' own. */
export interface TestEngine {
  /** What its commands have in the environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Whether it reports reliably that a container was killed for want of memory. */
  readonly tellsOfMemory: boolean
  /** Where its ports are published. */
  readonly host: string
  /** How names of images begin in a Dockerfile. */
  readonly prefix: string
  /** Runs one of its commands; returns what it prints. */
  run(...args: readonly string[]): string
  /** Builds an image of a Dockerfile. */
  build(name: string, dockerfile: string): void
  /** The names of all containers, also of those that have ended. */
  list(): string[]
}

/** Images that every engine of the tests has: `tools` has the programs of busybox, and `redis` a server. */
export const images = {
  tools: ['CMD ["sleep", "1000"]'],
  redis: ['CMD ["redis-server", "--protected-mode", "no", "--save", ""]', 'EXPOSE 6379'],
}

const needed = ['dockerd', 'docker', 'podman', 'runc', 'ip', 'unshare', 'busybox', 'redis-server']

/** Why no engine can run here; `undefined` if one can. */
export const missingEngine: string | undefined = findHindrance()

function findHindrance(): string | undefined {
  const missing = needed.filter((program) => !isInstalled(program))
  const hint = 'apt-get install docker.io podman runc iproute2 busybox-static redis-server'
  if (missing.length === 0 && process.getuid?.() === 0) return undefined
  const reason =
    missing.length > 0 ? `${missing.join(', ')} not found: ${hint}` : 'only root can start dockerd'
  if (process.env['MIRAKURU_E2E_REQUIRE_SERVICES']) throw new Error(reason)
  process.stderr.write(`Tests with containers are left out: ${reason}\n`)
  return reason
}

/** Starts docker in a folder of its own for the tests of this file, which find it by DOCKER_HOST. */
export function useDocker(): { readonly engine: TestEngine } {
  return useEngine(() => Docker.start())
}

/** Starts an engine for the tests of this file. */
export function useEngine(start: () => Promise<TestEngine & { stop(): Promise<void> }>): {
  readonly engine: TestEngine
} {
  let engine: Awaited<ReturnType<typeof start>> | undefined
  const before = { ...process.env }
  // A start of a container takes a second or more where others use the machine as well.
  vi.setConfig({ testTimeout: 90_000 })
  beforeAll(async () => {
    engine = await start()
    Object.assign(process.env, engine.environment)
  }, 60_000)
  afterAll(async () => {
    for (const name of Object.keys(engine?.environment ?? {})) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
    await engine?.stop()
  }, 60_000)
  return {
    get engine(): TestEngine {
      if (engine === undefined) throw new Error('The engine is not started yet')
      return engine
    },
  }
}

/** A daemon that ends with this process, whatever ends that: its shell waits for the end of a pipe. */
const script = '"$@" & read -r end; kill -s "$SIGNAL" $!; wait $!'

/** A docker with folders, a socket and a bridge of its own; or with an address, and processes that are not seen here. */
export class Docker implements TestEngine {
  readonly tellsOfMemory = true
  readonly host: string
  readonly prefix = ''
  readonly environment: { readonly DOCKER_HOST: string }
  readonly #folder: string
  readonly #network: TestNetwork
  readonly #shell: ChildProcess

  private constructor(folder: string, network: TestNetwork, shell: ChildProcess) {
    this.#folder = folder
    this.#network = network
    this.#shell = shell
    this.host = network.address ?? '127.0.0.1'
    this.environment = { DOCKER_HOST: findAddress(folder, network) }
  }

  /** @param options - `isRemote`: as if it ran on another machine */
  static async start({ isRemote = false } = {}): Promise<Docker> {
    const folder = mkdtempSync(join(tmpdir(), 'mkr-docker-'))
    const network = TestNetwork.open({ isRemote })
    const flags = [
      ['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`],
      ['-H', findAddress(folder, network), '--pidfile', `${folder}/pid`],
      ['--tls=false', '--bridge', network.bridge, '--iptables=false', '--ip-forward=false'],
      ['--default-address-pool', network.pool],
    ]
    const daemon = [...network.entry, 'dockerd', ...flags.flat()]
    const log = join(folder, 'log')
    const command = ['-c', `${script} >${log} 2>&1`, 'sh', ...daemon]
    const shell = spawn('sh', command, {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      // A namespace of processes ends with its first one, and that with unshare, which ignores SIGTERM.
      env: { ...process.env, SIGNAL: isRemote ? 'KILL' : 'TERM' },
    })
    const docker = new Docker(folder, network, shell)
    try {
      await docker.#waitUntilReady(log)
      const root = makeRootFolder(join(folder, 'root'))
      for (const [name, changes] of Object.entries(images)) docker.import(root, name, changes)
      return docker
    } catch (error) {
      await docker.stop()
      throw error
    }
  }

  run(...args: readonly string[]): string {
    const env = { ...process.env, ...this.environment }
    return execFileSync('docker', args, {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  list(): string[] {
    return this.run('ps', '--all', '--format', '{{.Names}}').split('\n').filter(Boolean)
  }

  /** Makes an image of a folder. */
  import(folder: string, name: string, changes: readonly string[]): void {
    const flags = ['ENV PATH=/bin', ...changes].map((change) => `--change '${change}'`).join(' ')
    const pipe = `tar -c -C "$1" . | docker import ${flags} - "$2"`
    const env = { ...process.env, ...this.environment }
    execFileSync('sh', ['-c', pipe, 'sh', folder, name], { env, stdio: 'ignore' })
  }

  /** Builds an image of a Dockerfile. */
  build(name: string, dockerfile: string): void {
    const context = join(this.#folder, `context-${name}`)
    mkdirSync(context)
    writeFileSync(join(context, 'Dockerfile'), dockerfile)
    this.run('build', '--quiet', '--tag', name, context)
  }

  async stop(): Promise<void> {
    const ended = once(this.#shell, 'exit')
    this.#shell.stdin?.end()
    await ended
    this.#network.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #waitUntilReady(log: string): Promise<void> {
    await eventually(
      { what: 'an answer of dockerd', within: 30_000 },
      () => {
        if (existsSync(log) && this.#shell.exitCode !== null)
          throw new Error(`dockerd has ended:\n${readFileSync(log, 'utf8').slice(-2_000)}`)
        try {
          return this.run('version', '--format', '{{.Server.Version}}')
        } catch {
          return ''
        }
      },
      (version) => version !== '',
    )
  }
}

function findAddress(folder: string, { address }: TestNetwork): string {
  return address === undefined ? `unix://${folder}/socket` : `tcp://${address}:2375`
}

function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.some((folder) => existsSync(join(folder, program)))
}
