import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { findRunner, runnerNames, type RunnerName } from './runners/index.js'
import type { ModuleKind, Runner } from './runners/runner.js'

interface Manifest {
  readonly type?: string
  readonly jest?: unknown
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** The folder that files are written into, as it is before. */
export class Project {
  readonly folder: string
  readonly #manifest: Manifest | undefined
  readonly #files: readonly string[]

  constructor(folder: string) {
    this.folder = resolve(folder)
    this.#files = listFiles(this.folder)
    this.#manifest = this.#files.includes('package.json')
      ? (JSON.parse(this.#read('package.json')) as Manifest)
      : undefined
  }

  /** Whether it is none yet. */
  get isNew(): boolean {
    return this.#manifest === undefined
  }

  /** A name for its manifest that npm accepts. */
  get name(): string {
    const name = basename(this.folder)
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
    return name.replaceAll(/^-+|-+$/g, '') || 'tests'
  }

  /** What its `.js` files are; `undefined` while it has none. */
  get module(): ModuleKind | undefined {
    if (this.isNew) return undefined
    return this.#manifest?.type === 'module' ? 'esm' : 'commonjs'
  }

  /** The runner whose package it has, or that its script for tests runs. */
  get runner(): RunnerName | undefined {
    const known = runnerNames.find((name) => this.has(findRunner(name).package ?? ''))
    const { test = '' } = this.#manifest?.scripts ?? {}
    return known ?? (/\bnode\b.* --test\b/.test(test) ? 'node-test' : undefined)
  }

  /** Whether it depends on a package. */
  has(name: string): boolean {
    const { dependencies, devDependencies } = this.#manifest ?? {}
    return Object.hasOwn({ ...dependencies, ...devDependencies }, name)
  }

  /** The file that configures a runner already. */
  findConfiguration({ configurations, package: name }: Runner): string | undefined {
    if (name === 'jest' && this.#manifest?.jest !== undefined) return 'package.json'
    return this.#files.find((file) => configurations.test(file))
  }

  /** The folder that a configuration says tests are in. */
  findTestFolder(configuration: string): string | undefined {
    const [, folder] = /\btestDir: *['"`](?:\.\/)?([^'"`]+)/.exec(this.#read(configuration)) ?? []
    return folder
  }

  #read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8')
  }
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
