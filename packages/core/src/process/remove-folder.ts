import {
  chmodSync,
  closeSync,
  fstatSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
  type Dirent,
} from 'node:fs'
import { readdir, rmdir, unlink } from 'node:fs/promises'
import {
  hasDescriptorPaths,
  isOwn,
  openFolder,
  toPlace,
  type OwnFolder,
} from '../internal/own-folder.js'
import { removeByPath, removeByPathNow } from './remove-by-path.js'

/** A process that is being ended may still create files. */
const tries = 4

/**
 * Removes a folder with everything in it. Follows no links, and no path that another user might change in between.
 * Read-only folders are made writable: in Go's module cache all are read-only.
 *
 * @returns the reason if something is left, for example because it belongs to another user
 */
export function removeFolder(folder: OwnFolder): Promise<Error | undefined> {
  if (!hasDescriptorPaths()) return removeByPath(folder.path)
  return carryOut(removeOpen(folder))
}

/** As {@link removeFolder}, for the exit of the process, when nothing asynchronous runs any more. */
export function removeFolderNow(folder: OwnFolder): void {
  if (!hasDescriptorPaths()) return removeByPathNow(folder.path)
  carryOutNow(removeOpen(folder))
}

/**
 * As {@link removeFolder}, for one in a folder that no other user may write to: this user created it, whoever owns it.
 */
export function removeWithin(folder: OwnFolder, name: string): Promise<Error | undefined> {
  const path = `${folder.path}/${name}`
  if (!hasDescriptorPaths()) return removeByPath(path)
  return carryOut(removeTree(Buffer.from(folder.at(name)), path))
}

type Entry = Dirent<Buffer>
/** An operation of the file system. */
type Step = readonly [action: 'readdir' | 'unlink' | 'rmdir', place: Buffer]
interface Answer {
  readonly entries?: readonly Entry[]
  readonly error?: NodeJS.ErrnoException
}
/** Steps in groups whose order does not matter; returns the reason if something is left. */
type Removal = Generator<readonly Step[], Error | undefined, readonly Answer[]>

/** @param path - for messages */
function* removeTree(place: Buffer, path: string): Removal {
  try {
    const descriptor = openFolder(place)
    if (descriptor === undefined) return new Error(`${path} is not a folder`)
    try {
      const stats = fstatSync(descriptor)
      if (isOwn(stats) && (stats.mode & 0o700) !== 0o700) chmodSync(toPlace(descriptor), 0o700)
      return yield* clear(toPlace(descriptor), path, place)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return explain(error as NodeJS.ErrnoException, path)
  }
}

/** If the folder was replaced, only its contents are removed. */
function* removeOpen(folder: OwnFolder): Removal {
  try {
    folder.openUp()
    const { path, place, isInPlace } = folder
    return yield* clear(place, path, isInPlace ? Buffer.from(path) : undefined)
  } catch (error) {
    return explain(error as NodeJS.ErrnoException, folder.path)
  }
}

function* clear(inside: string, path: string, place: Buffer | undefined): Removal {
  for (let tried = 1; ; tried++) {
    const fault = yield* empty(Buffer.from(`${inside}/`), path)
    if (fault !== undefined || place === undefined) return fault
    const [answer] = yield [['rmdir', place]]
    const isFilled = answer?.error?.code === 'ENOTEMPTY' && tried < tries
    if (!isFilled) return explain(answer?.error, path)
  }
}

function* empty(inside: Buffer, path: string): Removal {
  const [list] = yield [['readdir', inside]]
  const entries = list?.entries ?? []
  const files = entries.filter((entry) => !entry.isDirectory())
  const placeOf = ({ name }: Entry): Buffer => Buffer.concat([inside, name])
  const answers = yield files.map((file) => ['unlink', placeOf(file)] as const)
  let fault = explain(list?.error, path)
  for (const [index, { error }] of answers.entries())
    fault ??= explain(error, `${path}/${files[index]?.name.toString()}`)
  for (const entry of entries) {
    if (!entry.isDirectory()) continue
    const left = yield* removeTree(placeOf(entry), `${path}/${entry.name.toString()}`)
    fault ??= left
  }
  return fault
}

/** A missing entry is not an error. Messages show the path, not a descriptor. */
function explain(error: NodeJS.ErrnoException | undefined, path: string): Error | undefined {
  if (error === undefined || error.code === 'ENOENT') return undefined
  const [reason = ''] = error.message.split(/, \w+ '/)
  return new Error(`${reason}, ${error.syscall} '${path}'`, { cause: error })
}

async function carryOut(removal: Removal): Promise<Error | undefined> {
  let next = removal.next()
  while (!next.done) next = removal.next(await Promise.all(next.value.map(ask)))
  return next.value
}

function carryOutNow(removal: Removal): void {
  let next = removal.next()
  while (!next.done) next = removal.next(next.value.map(askNow))
}

async function ask([action, place]: Step): Promise<Answer> {
  try {
    if (action === 'readdir')
      return { entries: await readdir(place, { withFileTypes: true, encoding: 'buffer' }) }
    await (action === 'unlink' ? unlink(place) : rmdir(place))
    return {}
  } catch (error) {
    return { error: error as NodeJS.ErrnoException }
  }
}

function askNow([action, place]: Step): Answer {
  try {
    if (action === 'readdir')
      return { entries: readdirSync(place, { withFileTypes: true, encoding: 'buffer' }) }
    if (action === 'unlink') unlinkSync(place)
    else rmdirSync(place)
    return {}
  } catch (error) {
    return { error: error as NodeJS.ErrnoException }
  }
}
