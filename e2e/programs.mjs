import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** Whether a program is in PATH, or where systems hide servers. */
export function isInstalled(program) {
  return [...process.env.PATH.split(':'), '/usr/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
