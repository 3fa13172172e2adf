import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { listTests } from './list-tests.js'
import type { PackageManager } from './package-manager.js'
import type { Project } from './project.js'
import type { Runner, SourceFile } from './runners/runner.js'

/** Where a test can be added to those that a project has. */
export interface TestPlace {
  /** Relative to the folder of the project; there is no such file yet. */
  readonly path: string
  /** The test beside it, which shows how they are written here. */
  readonly example: SourceFile
}

const names = ['services', 'mirakuru']

/** The first place beside an existing test where the runner would find another one; `undefined` if there is none. */
export function findTestPlace(
  project: Project,
  runner: Runner,
  manager: PackageManager,
): TestPlace | undefined {
  const [found] = listTests(project, runner, manager)
    .filter((path) => isOfProject(project, path) && isPlain(path))
    .toSorted((a, b) => countFolders(a) - countFolders(b) || a.localeCompare(b))
  if (found === undefined) return undefined
  const example = { path: found, text: readFileSync(join(project.folder, found), 'utf8') }
  const ending = runner.findEnding?.(example, project.module) ?? extname(found)
  const path = names
    .map((name) =>
      join(dirname(found), `${rename(basename(found, extname(found)), name)}${ending}`),
    )
    .find((each) => wouldFind(each))
  return path === undefined ? undefined : { path, example }

  /** A runner lists files that are there. */
  function wouldFind(wanted: string): boolean {
    const file = join(project.folder, wanted)
    if (existsSync(file)) return false
    try {
      writeFileSync(file, '', { flag: 'wx' })
      return listTests(project, runner, manager).includes(wanted)
    } finally {
      rmSync(file, { force: true })
    }
  }
}

/** Another package of a monorepo has dependencies of its own. */
function isOfProject({ folder }: Project, path: string): boolean {
  for (let each = dirname(path); each !== '.'; each = dirname(each))
    if (existsSync(join(folder, each, 'package.json'))) return false
  return true
}

/** No test of types, and nothing that a shell or a pattern would read otherwise. */
function isPlain(path: string): boolean {
  return !/\.test-d\./.test(path) && /^[\w@./\\-]+$/.test(path)
}

/** Gives a file another name, but leaves in it what says that it is a test: `cart-test`, `test_cart`, `cart.spec`. */
function rename(stem: string, name: string): string {
  const words = stem.split(/([._-]+)/)
  const isOwn = (word: string): boolean => /[a-z\d]/i.test(word) && !/^(?:test|spec)s?$/i.test(word)
  const first = words.findIndex((word) => isOwn(word))
  if (first === -1) return name
  let last = first
  while (last + 2 < words.length && isOwn(words[last + 2] ?? '')) last += 2
  return [...words.slice(0, first), name, ...words.slice(last + 1)].join('')
}

function countFolders(path: string): number {
  return path.split(/[/\\]/).length
}
