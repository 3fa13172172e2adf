import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describeRendezvous } from '../../src/protocol/index.js'
import { afterTest } from './cleanup.js'
import { eventually, patience } from './deadline.js'
import { fixture } from './fixtures.js'
import {
  findByEnvironment,
  identityOf,
  killAll,
  listProcesses,
  type Identity,
  type Snapshot,
} from './processes.js'

const packageRoot = fileURLToPath(new URL('../..', import.meta.url))
const prelude = `
import { owner } from ${JSON.stringify(new URL('../../dist/process/owner.js', import.meta.url).href)}
import * as declarations from '@mirakuru/core/declaration'
import { Client, HeldProcess } from '@mirakuru/core/client'
const fixtures = ${JSON.stringify(listFixtures())}
const fixture = (name, ...args) => [...fixtures[name], ...args.map(String)]
const dist = ${JSON.stringify(new URL('../../dist/', import.meta.url).href)}
console.log('owner ' + owner.id)
`
/**
 * They bring packages with them that take half a second: for scripts that name one. Not as `@mirakuru/core`, which is a
 * bundle with an owner of its own.
 */
const executors = `
import * as mirakuru from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}
const { SimpleExecutor, Executor, OutputExecutor, TcpExecutor, HttpExecutor, PidExecutor, UnixSocketExecutor } = mirakuru
`
/** How much of its output an error shows that waited for more of it. Characters. */
const shownOutput = 3_000
const namesExecutor = /\bmirakuru\b|\b(?:Simple|Output|Tcp|Http|Pid|UnixSocket)?Executor\b/

/** How a script is run, where that is not the usual way. */
export interface ScriptOptions {
  readonly nodeArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** A shell text in which `"$@"` is the script: `ulimit -n 64; exec "$@"`. */
  readonly shell?: string
  /** As a worker of this process's run, which runners fork with a channel; else it is a run of its own. */
  readonly isWorker?: boolean
}

/** The user who owns nothing. */
export const nobody = 65_534

/** As somebody who is not root, whoever runs the tests. */
export const unprivileged: Pick<ScriptOptions, 'shell'> =
  process.getuid?.() === 0
    ? { shell: `exec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups "$@"` }
    : {}

/** A user's script in a Node process of its own, leader of its own process group. */
export interface Script {
  readonly identity: Identity
  /** What the marks of its processes begin with. */
  readonly ownerId: string
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  output(): string
  /** Waits until it has printed a line that matches, and returns the match. */
  says(pattern: RegExp, within?: number): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
  killGroup(signal: NodeJS.Signals): void
  /** Everything that was started by it, directly or not, and still lives; itself included. */
  listFamily(): Snapshot[]
  /** Its guardian, while that lives. */
  findGuardian(): Snapshot | undefined
}

/** Runs a script against the built package. What the classes are called there is known to it, and \`fixture\`. */
export async function runScript(source: string, options: ScriptOptions = {}): Promise<Script> {
  const token = `MIRAKURU_TEST=${randomUUID()}`
  const node = [
    process.execPath,
    ...(options.nodeArgs ?? []),
    '--input-type=module',
    '--eval',
    prelude + (namesExecutor.test(source) ? executors : '') + source,
  ] as const
  const [program, ...args] =
    options.shell === undefined ? node : ['sh', '-c', options.shell, 'sh', ...node]
  const child = spawn(program, args, {
    cwd: packageRoot,
    detached: true,
    env: { ...process.env, ...options.env, MIRAKURU_TEST: token.slice(token.indexOf('=') + 1) },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.isWorker ? ['ipc' as const] : [])],
  })
  const output = collect(child)
  const identity = identityOf(child.pid)
  const listFamily = (): Snapshot[] => findByEnvironment((variable) => variable === token)
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  afterTest(async () => {
    killAll(listFamily())
    // A supervisor that was killed just now leaves it.
    await rm(describeRendezvous(identity).folder, { recursive: true, force: true })
  })
  let isClosed = false
  child.once('close', () => (isClosed = true))
  const says = async (pattern: RegExp, within = patience): Promise<RegExpExecArray> => {
    const what = `the script to say ${String(pattern)}`
    const { match, said } = await eventually(
      { what, within },
      () => ({ match: pattern.exec(output()), said: output().slice(-shownOutput), isClosed }),
      (seen) => seen.match !== null || seen.isClosed,
    )
    if (match === null) throw new Error(`Waited for ${what}, which ended; it had said:\n${said}`)
    return match
  }
  const [, ownerId = ''] = await says(/^owner (\w+)$/m)
  return {
    identity,
    ownerId,
    ended,
    output,
    says,
    kill: (signal) => process.kill(identity.pid, signal),
    killGroup: (signal) => process.kill(-identity.pid, signal),
    listFamily,
    findGuardian: () =>
      listProcesses().find(({ command }) => command.includes(` mirakuru-guardian ${ownerId} `)),
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return () => text
}

function listFixtures(): Record<string, string[]> {
  const files = readdirSync(new URL('../fixtures', import.meta.url))
  const names = files.map((file) => file.replace(/\.\w+$/, ''))
  return Object.fromEntries(names.map((name) => [name, fixture(name)]))
}
