import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'
import { here, work } from './tarballs.mjs'

/** Copies a folder of a project, without its packages; returns where it is. */
export function copyToWork(from, name) {
  const to = join(work, name)
  const filter = (path) => basename(path) !== 'node_modules'
  cpSync(join(here, from), to, { recursive: true, filter })
  return to
}
