import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './deadline.js'
import { images, type TestEngine } from './engines.js'
import { makeRootFolder } from './images.js'
import { findByEnvironment } from './processes.js'

const configuration = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
`

/** A podman with folders of its own; it has no daemon. */
export class Podman implements TestEngine {
  /** Its monitor misses it at times where memory is controlled by cgroups of version 1. */
  readonly tellsOfMemory = false
  readonly host = '127.0.0.1'
  readonly prefix = 'localhost/'
  readonly environment: {
    readonly CONTAINERS_CONF: string
    readonly MIRAKURU_CONTAINER_ENGINE: string
  }
  readonly #folder: string
  readonly #flags: readonly string[]

  private constructor(folder: string) {
    this.#folder = folder
    this.#flags = [
      ['--root', `${folder}/root`, '--runroot', `${folder}/run`],
      ['--tmpdir', `${folder}/tmp`, '--network-config-dir', `${folder}/networks`],
    ].flat()
    this.environment = {
      CONTAINERS_CONF: `${folder}/containers.conf`,
      MIRAKURU_CONTAINER_ENGINE: ['podman', ...this.#flags].join(' '),
    }
  }

  static async start(): Promise<Podman> {
    const folder = mkdtempSync(join(tmpdir(), 'mkr-podman-'))
    writeFileSync(join(folder, 'containers.conf'), configuration)
    const podman = new Podman(folder)
    const root = makeRootFolder(join(folder, 'files'))
    for (const [name, changes] of Object.entries(images)) podman.import(root, name, changes)
    return podman
  }

  run(...args: readonly string[]): string {
    const env = { ...process.env, ...this.environment }
    const all = [...this.#flags, ...args]
    return execFileSync('podman', all, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  list(): string[] {
    return this.run('ps', '--all', '--format', '{{.Names}}').split('\n').filter(Boolean)
  }

  /** Makes an image of a folder. */
  import(folder: string, name: string, changes: readonly string[]): void {
    const archive = join(this.#folder, 'archive.tar')
    execFileSync('tar', ['-c', '-f', archive, '-C', folder, '.'])
    const flags = ['ENV PATH=/bin', ...changes].flatMap((change) => ['--change', change])
    this.run('import', ...flags, archive, name)
  }

  build(name: string, dockerfile: string): void {
    const context = join(this.#folder, `context-${name}`)
    mkdirSync(context)
    writeFileSync(join(context, 'Dockerfile'), dockerfile.replace(/^FROM /, 'FROM localhost/'))
    this.run('build', '--quiet', '--format', 'docker', '--tag', name, context)
  }

  async stop(): Promise<void> {
    const variable = `CONTAINERS_CONF=${this.environment.CONTAINERS_CONF}`
    await eventually(
      { what: 'the end of all guardians that use this podman', within: 30_000 },
      // That of this process lives as long as it does.
      () =>
        findByEnvironment((each) => each === variable).filter(
          ({ parent }) => parent !== process.pid,
        ),
      (users) => users.length === 0,
    )
    this.run('rm', '--force', '--all')
    this.run('system', 'reset', '--force')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
