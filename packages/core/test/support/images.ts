import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The programs of busybox that the tests use in containers. */
const tools = 'sh cat ls sleep echo nc tail touch true false env id mkdir kill stat printf wget'

/** Fills a folder with what images of the tests are made of: nothing can be pulled. */
export function makeRootFolder(folder: string): string {
  for (const each of ['bin', 'etc', 'data']) mkdirSync(join(folder, each), { recursive: true })
  mkdirSync(join(folder, 'tmp'))
  chmodSync(join(folder, 'tmp'), 0o1777)
  writeFileSync(join(folder, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n')
  copyFileSync(find('busybox'), join(folder, 'bin/busybox'))
  for (const tool of tools.split(' ')) symlinkSync('busybox', join(folder, 'bin', tool))
  for (const program of ['redis-server', 'redis-cli']) copyProgram(find(program), folder)
  return folder
}

/**
 * Copies a program with its libraries.
 *
 * @param place - where it is in the folder
 */
export function copyProgram(program: string, folder: string, place = inBin(program)): void {
  mkdirSync(dirname(join(folder, place)), { recursive: true })
  copyFileSync(program, join(folder, place))
  const libraries = execFileSync('ldd', [program], { encoding: 'utf8' })
  for (const [library] of libraries.matchAll(/\/\S+/g)) {
    mkdirSync(join(folder, dirname(library)), { recursive: true })
    copyFileSync(library, join(folder, library))
  }
}

function inBin(program: string): string {
  return join('bin', basename(program))
}

function find(program: string): string {
  return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
}
