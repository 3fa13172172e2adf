import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { outputExecutor, type Declaration, type ScopeOptions } from '../../src/declaration.js'
import { eventually } from './deadline.js'
import { fixture, makeFolder } from './fixtures.js'

/** How a process that keeps a diary is declared, where that is not the usual way. */
type KeeperOptions = ScopeOptions & {
  /** What it writes down behind the fact that it started. */
  readonly words?: readonly string[]
  /** Becomes ready when this file exists. */
  readonly gate?: string
  readonly [option: string]: unknown
}

/** A file in which processes write down when they start and when they are stopped. */
export class Diary {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Exists as soon as anybody has written something down. */
  get file(): string {
    return join(this.folder, 'diary')
  }

  /** A file that does not exist yet. */
  get gate(): string {
    return join(this.folder, 'gate')
  }

  openGate(): Promise<void> {
    return writeFile(this.gate, '')
  }

  /** Makes an empty file beside it. */
  write(ending: string): Promise<void> {
    return writeFile(`${this.file}${ending}`, '')
  }

  /** What was written so far: `db started`, `db stopped`. */
  read(): string[] {
    return existsSync(this.file) ? readFileSync(this.file, 'utf8').split('\n').slice(0, -1) : []
  }

  /** Waits for an entry. */
  async says(entry: string): Promise<void> {
    const seen = (): string[] => this.read()
    await eventually({ what: `"${entry}" in the diary` }, seen, (lines) => lines.includes(entry))
  }

  /** Declares a process that keeps this diary. */
  declare(name: string, options: KeeperOptions = {}): Declaration<'output'> {
    const { words = [], gate, ...rest } = options
    return outputExecutor(fixture('keeps-a-diary', this.file, name, ...words), {
      banner: 'ready',
      ...(gate === undefined ? {} : { env: { READY_WHEN: gate } }),
      ...rest,
    })
  }
}

/** A diary for one test. */
export async function makeDiary(): Promise<Diary> {
  return new Diary(await makeFolder())
}
