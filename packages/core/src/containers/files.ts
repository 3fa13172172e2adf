import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { ExecutorError } from '../errors/index.js'
import type { ResolvedOptions } from '../lifecycle/index.js'
import { makePrivateFolder, removePrivateFolder, runCommand } from '../process/index.js'
import type { Container } from './container.js'

const ordinaryMode = 0o644
/** Only the files are sent: an entry of a folder would change the permissions of that of the image. */
const script = 'tar -cf - -C "$1" $2 -T "$1.list" | { shift 2; "$@"; }'

/** Copies files and folders into a container that was created, but not started. */
export async function copyFiles(
  files: NonNullable<ResolvedOptions['container']>['files'],
  { container, cwd, signal }: { container: Container; cwd: string; signal: AbortSignal },
): Promise<void> {
  const folder = await makePrivateFolder({})
  try {
    const stage = join(folder, 'files')
    await mkdir(stage)
    for (const [target, file] of Object.entries(files))
      await stageFile(join(stage, target), file, cwd)
    await writeFile(`${stage}.list`, `${(await listFiles(stage)).join('\n')}\n`)
    // Podman would give them to the user of the container.
    const asInArchive = container.engine.isPodman ? ['--archive=false'] : []
    const plan = container.engine.plan(['cp', ...asInArchive, '-', `${container.name}:/`])
    const owner = process.platform === 'linux' ? '--owner=0 --group=0' : ''
    const args = ['/bin/sh', '-c', script, 'sh', stage, owner, ...plan.args]
    const { code, output } = await runCommand({ ...plan, args }, signal)
    signal.throwIfAborted()
    if (code !== 0) throw new ExecutorError(output.trim())
  } finally {
    await removePrivateFolder(folder)
  }
}

async function stageFile(
  place: string,
  file: string | { readonly content: string; readonly mode?: number | undefined },
  cwd: string,
): Promise<void> {
  await mkdir(dirname(place), { recursive: true })
  if (typeof file === 'string') return cp(resolve(cwd, file), place, { recursive: true })
  await writeFile(place, file.content)
  await chmod(place, file.mode ?? ordinaryMode)
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}
