import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, relative, resolve } from 'node:path'
import { giveRunScope, type Block } from '@mirakuru/core/adapter'
import {
  readBlock,
  readDeclarationFile,
  readDeclarations,
  type DeclaredBlock,
} from '@mirakuru/core/declaration'
import { DeclarationError, ExecutorError } from '@mirakuru/core/errors'

const defaultFile = 'mirakuru.json'

/**
 * The processes of the project, by name or as `{ processes, env }`: of `mirakuru.json`, or of the file or module that
 * `MIRAKURU_PROCESSES` names.
 */
export function findBlock(): Block | undefined {
  const named = process.env['MIRAKURU_PROCESSES']
  if (named === undefined && !existsSync(defaultFile)) return undefined
  const path = resolve(named ?? defaultFile)
  const folder = dirname(path)
  const source = relative('', path)
  try {
    const { processes, env } = read(path)
    return { folder, source, processes: giveRunScope(processes), ...(env !== undefined && { env }) }
  } catch (cause) {
    if (cause instanceof DeclarationError) return { folder, processes: {}, fault: cause }
    const fault = new ExecutorError(`Cannot use "${path}": ${(cause as Error).message}`, { cause })
    return { folder, processes: {}, fault }
  }
}

function read(path: string): DeclaredBlock {
  if (extname(path) !== '.json') {
    const content = Object(createRequire(import.meta.url)(path)) as Record<string, unknown>
    return readBlock(Object(content['default'] ?? content), (reason) => new Error(reason))
  }
  const block = readDeclarationFile(path)
  // Without a name no test could ask for it.
  return block.isSingle ? { processes: readDeclarations(path), isSingle: true } : block
}
