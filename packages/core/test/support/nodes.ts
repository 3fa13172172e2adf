import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findNode24, repository } from './repository.js'

/** The programs of Node by their major version: the one that runs the tests, and those that are installed for them. */
export function findNodes(): Readonly<Record<string, string>> {
  const own = process.versions.node.split('.')[0] ?? ''
  const found: [string, string | undefined][] = [
    ['22', findOther('22')],
    ['24', findNode24()],
    ['26', findOther('26')],
    [own, process.execPath],
  ]
  return Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== undefined))
}

function findOther(version: string): string | undefined {
  const name = `node${version}-linux-${process.arch}`
  const program = join(repository, 'e2e/nodes/node_modules', name, 'bin/node')
  return existsSync(program) ? program : undefined
}
