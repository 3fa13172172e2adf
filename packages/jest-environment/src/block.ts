import { findMisspelt, giveRunScope, withoutCalls, type Block } from '@mirakuru/core/adapter'
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment'
import { readConfiguredProcesses } from './configured-processes.js'
import { readProcesses, readVariables } from './options.js'

const source = 'testEnvironmentOptions in the Jest configuration'

/**
 * Reads what is declared for a test file.
 *
 * @throws {@link DeclarationError} when an option is misspelt
 */
export async function readBlock(
  { globalConfig, projectConfig }: JestEnvironmentConfig,
  { docblockPragmas }: EnvironmentContext,
): Promise<Block> {
  const misspelt = findMisspelt(projectConfig.testEnvironmentOptions, {
    subject: source,
    names: ['base', 'processes', 'env', 'silent', 'logLevel', 'report'],
    isShared: true,
  })
  if (misspelt !== undefined) throw withoutCalls(misspelt)
  const given = readProcesses(projectConfig.testEnvironmentOptions)
  // Jest has replaced the project's processes by those of the docblock.
  const isReplaced = declaresProcesses(docblockPragmas['jest-environment-options'])
  const own = isReplaced ? await readConfiguredProcesses(globalConfig, projectConfig) : {}
  const { rootDir: folder } = projectConfig
  const isKnown = !(own instanceof Error)
  const processes = giveRunScope(toPlain({ ...(isKnown ? own : {}), ...given }, folder))
  const env = readVariables(projectConfig.testEnvironmentOptions)
  return {
    folder,
    processes,
    source,
    ...(env !== undefined && { env: toPlain(env, folder) }),
    ...(!isKnown && { fault: own }),
  }
}

/** What a declaration is for Jest's workers, in band as well; `<rootDir>` means what it means elsewhere in the configuration. */
export function toPlain<T>(value: T, rootDir: string): T {
  return JSON.parse(JSON.stringify(value) ?? 'null', (_key, entry: unknown) =>
    typeof entry === 'string' ? entry.replaceAll('<rootDir>', rootDir) : entry,
  ) as T
}

function declaresProcesses(docblock: string | string[] | undefined): boolean {
  // Jest takes no notice of options that are given twice.
  if (typeof docblock !== 'string') return false
  return 'processes' in (Object(JSON.parse(docblock)) as object)
}
