import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createExecutor } from '../../src/executors/index.js'
import { afterTest } from './cleanup.js'
import { externalServer, resource, tcpExecutor, type Declaration } from '../../src/declaration.js'
import type { HeldProcess } from '../../src/client/index.js'
import { fixture, makeFolder } from './fixtures.js'

/** Options of a resource, of any scope. */
export type FolderOptions = Readonly<Record<string, unknown>>

/** What is needed for resources that are folders in a folder. */
export interface Folders {
  readonly folder: string
  readonly server: Declaration<'tcp'>
  readonly declaration: Declaration<'resource'>
}

/** Declares a resource that is a folder in a folder of the test. */
export async function declareFolders(options: FolderOptions = {}): Promise<Folders> {
  return declareFoldersIn(await makeFolder(), options)
}

/** Declares a resource that is a folder in this folder. */
export function declareFoldersIn(folder: string, options: FolderOptions = {}): Folders {
  const server = tcpExecutor(fixture('folder-server', '{port}'), { name: 'server' })
  const declaration = resource({
    server,
    agent: fixture('folder-agent', folder),
    create: 'create {id}',
    destroy: 'destroy {id}',
    ...options,
  })
  return { folder, server, declaration }
}

/** Starts a server outside of every run, until the test ends. */
export async function startOutside(): Promise<{ server: Declaration<'external'>; pid: number }> {
  const executor = createExecutor(tcpExecutor(fixture('folder-server', '{port}')))
  afterTest(() => executor.kill())
  await executor.start()
  const server = externalServer({ name: 'server', url: `tcp://127.0.0.1:${executor.port}` })
  return { server, pid: executor.pid ?? 0 }
}

/** Options of a resource that is copied from a template, which is filled with a file `data`. */
export function copyOfTemplate(folder: string, template: object = {}): FolderOptions {
  return {
    create: 'create {id} {template.id}',
    env: { TARGET: folder },
    template: {
      create: 'create {id}',
      fill: `sh -c 'echo filled >> "$TARGET/{id}/data"; echo fill >> "$TARGET/diary"'`,
      ...template,
    },
  }
}

/** The names of resources that are there. */
export function listFolders(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('mirakuru_'))
}

/** What the agent and the fills have noted. */
export function readDiary(folder: string): string[] {
  const file = join(folder, 'diary')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

/** The folder that a resource is. */
export function findFolder(handle: Pick<HeldProcess, 'captures'>): string {
  return handle.captures['folder'] ?? ''
}
