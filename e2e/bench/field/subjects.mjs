import { accessSync, constants } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { servers } from './servers.mjs'
import { wrappers } from './wrappers.mjs'

/** Everything that can be tried, by kind. */
export const subjects = { servers, wrappers }

/** All of them. */
export function listSubjects() {
  return Object.values(subjects).flat()
}

/** One of them, by its name. */
export function findSubject(name) {
  return listSubjects().find((each) => each.name === name)
}

/** Why one cannot be tried here; `undefined` when it can. */
export function findMissing({ program, debian }) {
  if (program === undefined || listPlaces(program).some(isThere)) return undefined
  return debian === undefined
    ? `there is no ${program} (pnpm bench field --install)`
    : `${program} is not installed (Debian: apt-get install ${debian.replaceAll(/ \d\S*$/g, '')})`
}

function listPlaces(program) {
  if (isAbsolute(program)) return [program]
  return [...process.env.PATH.split(':'), '/usr/sbin'].map((folder) => join(folder, program))
}

function isThere(file) {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
