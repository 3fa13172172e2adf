import { homedir } from 'node:os'
import { basename, sep } from 'node:path'

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

/** A path with `~` for the home folder. */
export function shortenHome(path: string): string {
  const home = homedir()
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path
}
