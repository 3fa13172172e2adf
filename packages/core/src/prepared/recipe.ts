import { resolve } from 'node:path'
import { fingerprint, type ParsedOptions } from '../declaration/index.js'
import { readOwnVersion } from '../internal/own-package.js'
import { digestInputs } from './inputs.js'
import { findProgram } from './program.js'

/** What a prepared folder depends on. */
export interface Recipe {
  /** As declared: without values that differ from one instance to the next. */
  readonly options: ParsedOptions
  /** The command, as declared. */
  readonly args: readonly string[]
  readonly inputs: readonly string[]
  /** The folder against which relative paths are resolved. */
  readonly folder: string
  /** Where the command runs. */
  readonly cwd: string
  /** The environment of the command. */
  readonly environment: Readonly<NodeJS.ProcessEnv>
}

/**
 * A hash that stays the same as long as the command would produce the same result.
 *
 * @throws {@link ExecutorError} if an input cannot be read
 */
export async function fingerprintRecipe(recipe: Recipe): Promise<string> {
  const { options, args, inputs, folder, cwd, environment } = recipe
  const { name, env, uid, gid, groups = [] } = options
  const searchPath = environment['PATH'] ?? ''
  return fingerprint({
    name,
    args,
    inputs: await digestInputs(inputs, folder),
    // A removed variable differs from one that is not mentioned.
    env: Object.entries(env).map(([variable, value]) => [variable, value ?? null]),
    cwd: resolve(folder, options.cwd ?? ''),
    user: [uid, gid, ...groups],
    program: findProgram(args[0] ?? '', { cwd, searchPath }),
    versions: [process.version, process.platform, process.arch, readOwnVersion()],
  })
}
