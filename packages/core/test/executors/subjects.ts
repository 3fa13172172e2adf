import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutorKind } from '../../src/declaration/kinds.js'
import type { Command } from '../../src/declaration/options.js'
import { fixture, makeFolder } from '../support/fixtures.js'

/** The executor classes that the contract holds for; `custom` is a subclass of `Executor` of a user's own. */
export type SubjectKind = ExecutorKind | 'custom'

/** What an executor is made of. */
export interface Subject {
  readonly kind: SubjectKind
  readonly command: Command
  readonly options: Readonly<Record<string, unknown>>
}

/** A subject that becomes ready when its test says so. */
export interface GatedSubject extends Subject {
  openGate(): Promise<void>
}

const simple = { env: { SCRATCH: '{tmp}' }, ports: ['spare'] }

/** A server that this kind of executor can wait for. */
export function makeSubject(kind: SubjectKind, options: Record<string, unknown> = {}): Subject {
  const { command, own } = describeServer(kind)
  const env = { ...simple.env, ...(options['env'] as object | undefined) }
  return { kind, command, options: { ...simple, ...own, ...options, env } }
}

/** The same, but it does not become ready before its gate is opened. */
export async function makeGatedSubject(
  kind: SubjectKind,
  options: Record<string, unknown> = {},
): Promise<GatedSubject> {
  const gate = join(await makeFolder(), 'gate')
  const waits = kind === 'simple' ? { healthcheck: ['test', '-e', gate] } : {}
  const subject = makeSubject(kind, { ...waits, ...options, env: { READY_WHEN: gate } })
  return { ...subject, openGate: () => writeFile(gate, '') }
}

function describeServer(kind: SubjectKind): { command: string[]; own: object } {
  switch (kind) {
    case 'output':
      return {
        command: fixture('prints-banner-in-pieces'),
        own: { banner: /höchst ready on port (?<port>\d{4})/ },
      }
    case 'tcp':
      return { command: fixture('listens-late', '{port}'), own: {} }
    case 'http':
      return { command: fixture('listens-http', '{port}'), own: {} }
    case 'pid':
      return { command: fixture('writes-pid-file', '{tmp}/pid'), own: { filename: '{tmp}/pid' } }
    case 'unixSocket':
      return {
        command: fixture('listens-on-unix-socket', '{socket}'),
        own: { socketPath: '{tmp}/socket' },
      }
    default:
      return { command: fixture('lives'), own: {} }
  }
}
