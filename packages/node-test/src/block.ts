import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, relative, resolve } from 'node:path'
import { giveRunScope, type Block } from '@mirakuru/core/adapter'
import { readDeclarations } from '@mirakuru/core/declaration'
import { DeclarationError, ExecutorError } from '@mirakuru/core/errors'

const defaultFile = 'mirakuru.json'

/** The processes of the project: of `mirakuru.json`, or of the file or module that `MIRAKURU_PROCESSES` names. */
export function findBlock(): Block | undefined {
  const named = process.env['MIRAKURU_PROCESSES']
  if (named === undefined && !existsSync(defaultFile)) return undefined
  const path = resolve(named ?? defaultFile)
  const folder = dirname(path)
  const source = relative('', path)
  try {
    if (extname(path) === '.json')
      return { folder, source, processes: giveRunScope(readDeclarations(path)) }
    const content = Object(createRequire(import.meta.url)(path)) as Record<string, unknown>
    return { folder, source, processes: giveRunScope(Object(content['default'] ?? content)) }
  } catch (cause) {
    if (cause instanceof DeclarationError) return { folder, processes: {}, fault: cause }
    const fault = new ExecutorError(`Cannot use "${path}": ${(cause as Error).message}`, { cause })
    return { folder, processes: {}, fault }
  }
}
