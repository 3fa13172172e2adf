import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/**
 * Calls `wake` when a file is created or changes.
 *
 * @returns a function that stops this; `undefined` if its folder cannot be watched: it does not exist yet, or the
 * system has no more watches (inotify(7))
 */
export function watchFile(path: string, wake: () => void): (() => void) | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) wake()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return undefined
  }
}
