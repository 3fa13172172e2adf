import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterTest } from './cleanup.js'
import { eventually } from './deadline.js'
import { makeFolder } from './fixtures.js'
import {
  findByEnvironment,
  identityOf,
  killAll,
  type Identity,
  type Snapshot,
} from './processes.js'
import { runCommandLine } from '../../src/command-line/command-line.js'

const main = fileURLToPath(new URL('../../dist/command-line/main.js', import.meta.url))

/** How the command is run, where that is not the usual way. */
interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** A shell text in which `"$@"` is the command. */
  readonly shell?: string
}

/** How the command ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** `mirakuru` while it runs. */
export interface Mirakuru {
  readonly identity: Identity
  readonly ended: Promise<Ended>
  readonly out: () => string
  readonly err: () => string
  /** Waits until it has printed something that matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
  /** Everything that it started, directly or not, and still lives; itself included. */
  listFamily(): Snapshot[]
}

/** Starts `mirakuru`; whatever it leaves behind is the failure of its test. */
export function startMirakuru(
  args: readonly string[],
  { cwd, env, shell }: CommandOptions = {},
): Mirakuru {
  const token = randomUUID()
  const node = [process.execPath, main, ...args] as const
  const [program, ...rest] = shell === undefined ? node : ['sh', '-c', shell, 'sh', ...node]
  const child = spawn(program, rest, {
    cwd,
    env: { ...process.env, MIRAKURU_RUNNER: undefined, ...env, MIRAKURU_TEST: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = [collect(child, 'stdout'), collect(child, 'stderr')]
  const listFamily = (): Snapshot[] =>
    findByEnvironment((variable) => variable === `MIRAKURU_TEST=${token}`)
  afterTest(() => expectNobody(listFamily))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, out: out(), err: err() }))
  })
  const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const look = (): { match: RegExpExecArray | null; text: string } => {
      const text = out() + err()
      return { match: pattern.exec(text), text }
    }
    const what = `mirakuru to say ${String(pattern)}`
    const { match } = await eventually({ what }, look, (seen) => seen.match !== null)
    return match as RegExpExecArray
  }
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal)
  return { identity: identityOf(child.pid), ended, out, err, says, kill, listFamily }
}

/** Runs `mirakuru` to its end. */
export function mirakuru(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return startMirakuru(args, options).ended
}

/** Runs a command in this process: for what starts nothing and looks at no run. */
export async function runHere(
  args: readonly string[],
  { columns, isTTY = false }: { readonly columns?: number; readonly isTTY?: boolean } = {},
): Promise<Ended> {
  let [out, err] = ['', '']
  const code = await runCommandLine(args, {
    out: { write: (text) => (out += text), columns, isTTY },
    err: { write: (text) => (err += text), isTTY },
  })
  return { code, out, err }
}

/** From here on runs of this test meet where nobody else's do, until its end. */
export async function useOwnTmpdir(): Promise<string> {
  const folder = await makeFolder()
  const { TMPDIR } = process.env
  afterTest(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  })
  process.env['TMPDIR'] = folder
  return folder
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = ''
  child[stream]?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return () => text
}

async function expectNobody(listFamily: () => Snapshot[]): Promise<void> {
  try {
    const what = 'the end of everything that mirakuru started'
    await eventually({ what }, listFamily, (family) => family.length === 0)
  } finally {
    killAll(listFamily())
  }
}
