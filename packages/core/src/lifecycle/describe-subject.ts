import type { ParsedOptions } from '../declaration/index.js'
import type { ProcessLog } from '../process/index.js'
import type { Subject } from './failures.js'
import type { ResolvedOptions } from './resolve.js'

/** The facts about an executor for an error message; before its first start, few are known. */
export function describeSubject(
  { name, args }: ParsedOptions,
  resolved: ResolvedOptions | undefined,
  log: ProcessLog,
): Subject & { readonly cwd: string } {
  const { command, cwd, outputFile } = resolved ?? {
    command: args.join(' '),
    cwd: process.cwd(),
    outputFile: undefined,
  }
  return { name, command, cwd, outputFile, log: log.text('both') }
}
