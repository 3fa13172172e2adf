import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** The project of a folder: the nearest folder above with a package.json, or else the folder itself. */
export function findProject(folder: string = process.cwd()): string {
  for (let each = resolve(folder); ; each = dirname(each)) {
    if (existsSync(join(each, 'package.json'))) return each
    if (dirname(each) === each) return resolve(folder)
  }
}

/** Whether a folder is the other one, or inside it. */
export function isWithin(folder: string, outer: string): boolean {
  const way = relative(outer, folder)
  return (
    way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(outer, way) === folder)
  )
}
