import { homedir } from 'node:os'
import { basename, sep } from 'node:path'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A span of time in its largest unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function formatAge(milliseconds: number): string {
  const age = Math.max(0, milliseconds)
  if (age < minute) return `${Math.floor(age / 1000)} s`
  if (age < hour) return `${Math.floor(age / minute)} min`
  return age < 2 * day ? `${Math.floor(age / hour)} h` : `${Math.floor(age / day)} d`
}

/** A number of bytes in its largest unit: `9.1 MiB`, `120 MiB`. */
export function formatMemory(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** A command without the folders of its program and of the script that an interpreter runs. */
export function shortenCommand(command: string): string {
  const words = command.split(' ')
  return words.map((word, index) => (index < 2 ? basename(word) : word)).join(' ')
}

/** A path as people write it: `~` for their home. */
export function shortenHome(path: string): string {
  const home = homedir()
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path
}
