import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simpleExecutor, type Declaration, type ScopeOptions } from '../../src/declaration.js'
import { createExecutor, lifeOf, type SimpleExecutor } from '../../src/executors/index.js'
import { currentContext } from '../../src/lifecycle/start-context.js'
import { eventually } from './deadline.js'
import { fixture, makeFolder } from './fixtures.js'
import { use } from './use.js'

/** What a process is declared with beside its preparation. */
type Options = ScopeOptions & { readonly [option: string]: unknown }

/** A project with a process that starts from a prepared folder. */
export class Project {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Its process; the preparation writes down each of its runs, and waits for the gate where one is named. */
  declare({ gate, ...options }: Options & { gate?: string } = {}): Declaration<'simple'> {
    return simpleExecutor('sleep 1000', {
      name: 'db',
      prepare: this.prepare(),
      ...(gate === undefined ? {} : { env: { READY_WHEN: gate } }),
      ...options,
    })
  }

  /** The command that prepares its folder. */
  prepare(): string[] {
    return fixture('prepares', this.#journal, '{tmp}')
  }

  /** Its process, declared in its folder. */
  use(options?: Parameters<Project['declare']>[0]): SimpleExecutor {
    const executor = use(createExecutor(this.declare(options)))
    lifeOf(executor).placeIn({ ...currentContext(), folder: this.folder })
    return executor
  }

  /** How often something was prepared. */
  get runs(): number {
    return existsSync(this.#journal)
      ? readFileSync(this.#journal, 'utf8').split('\n').length - 1
      : 0
  }

  /** Waits until something is being prepared, or was, for the n-th time. */
  async begins(run: number): Promise<void> {
    await eventually(
      { what: `preparation ${run}` },
      () => this.runs,
      (runs) => runs >= run,
    )
  }

  /** What is kept for the process of this name. */
  listKept(name = 'db'): string[] {
    const shelf = this.shelf(name)
    return existsSync(shelf) ? readdirSync(shelf) : []
  }

  shelf(name = 'db'): string {
    return join(this.folder, 'node_modules/.cache/mirakuru', name)
  }

  /** A file that does not exist yet. */
  get gate(): string {
    return join(this.folder, 'gate')
  }

  openGate(): Promise<void> {
    return this.write('gate', '')
  }

  write(name: string, content: string): Promise<void> {
    return writeFile(join(this.folder, name), content)
  }

  get #journal(): string {
    return join(this.folder, 'journal')
  }
}

/** A project for one test. */
export async function makeProject(): Promise<Project> {
  const project = new Project(await makeFolder())
  await project.write('package.json', '{}')
  return project
}

/** What the preparation writes into the folder of an executor. */
export function readPrepared({ tmp = '' }: { readonly tmp?: string | undefined }): string {
  return readFileSync(join(tmp, 'link'), 'utf8')
}
