import { resolve } from 'node:path'
import { fingerprint, type ParsedOptions } from '../declaration/index.js'
import { readOwnVersion } from '../internal/own-package.js'
import { digestInputs } from './inputs.js'
import { findProgram } from './program.js'

/** What a prepared folder depends on. */
export interface Recipe {
  /** As it was declared: values that differ from one instance to the next are no part of it. */
  readonly options: ParsedOptions
  /** The command, as it was declared. */
  readonly args: readonly string[]
  readonly inputs: readonly string[]
  /** Where relative paths begin. */
  readonly folder: string
  /** Where the command runs. */
  readonly cwd: string
  /** What the command runs with. */
  readonly environment: Readonly<NodeJS.ProcessEnv>
}

/**
 * A short text that is the same as long as the command would make the same of the same.
 *
 * @throws what the file system says of an input
 */
export async function fingerprintRecipe(recipe: Recipe): Promise<string> {
  const { options, args, inputs, folder, cwd, environment } = recipe
  const { name, env, uid, gid, groups = [] } = options
  const searchPath = environment['PATH'] ?? ''
  return fingerprint({
    name,
    args,
    inputs: await digestInputs(inputs, folder),
    // A variable that is removed is not one that is not mentioned.
    env: Object.entries(env).map(([variable, value]) => [variable, value ?? null]),
    cwd: resolve(folder, options.cwd ?? ''),
    user: [uid, gid, ...groups],
    program: findProgram(args[0] ?? '', { cwd, searchPath }),
    versions: [process.version, process.platform, process.arch, readOwnVersion()],
  })
}
