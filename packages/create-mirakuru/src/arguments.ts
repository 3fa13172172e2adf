import { parseArgs } from 'node:util'
import { runnerNames, type RunnerName } from './runners/index.js'
import { serviceNames, type ServiceName } from './services.js'
import { UsageError } from './usage-error.js'

/** What the command line says; what it leaves out is `undefined`. */
export interface Input {
  readonly folder: string | undefined
  readonly runner: RunnerName | undefined
  readonly services: readonly ServiceName[] | undefined
  /** Nothing is asked: what is left out has its default. */
  readonly yes: boolean
  readonly help: boolean
  readonly version: boolean
}

/** What `--help` prints. */
export const usage: string = `npm create mirakuru [FOLDER] -- [OPTION…]

Writes a configuration and a test with real servers into a new folder, or into
your project, and adds the packages. No file is overwritten. Asks for whatever
is not said.

  --runner NAME     ${runnerNames.join(', ')}
  --services NAMES  separated by commas, of
                    ${wrap(serviceNames)}
  --yes             asks nothing: the runner of the project, or Vitest;
                    postgres; this folder
  --help, --version`

/**
 * Reads the arguments.
 *
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): Input {
  const { values, positionals } = parse(args)
  if (positionals.length > 1)
    throw new UsageError(`one folder at most, not ${positionals.join(' and ')}`)
  return {
    folder: positionals[0],
    runner: values.runner === undefined ? undefined : choose('runner', values.runner, runnerNames),
    services: values.services
      ?.split(',')
      .map((name) => choose('service', name.trim(), serviceNames)),
    yes: values.yes,
    help: values.help,
    version: values.version,
  }
}

function parse(args: readonly string[]): ReturnType<typeof parseStrictly> {
  try {
    return parseStrictly(args)
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

// eslint-disable-next-line typescript/explicit-module-boundary-types -- its type is that of the options
function parseStrictly(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      runner: { type: 'string' },
      services: { type: 'string' },
      yes: { type: 'boolean', short: 'y', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  })
}

function choose<Name extends string>(what: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given)
  if (found !== undefined) return found
  throw new UsageError(`there is no ${what} "${given}"; there are ${names.join(', ')}`)
}

function wrap(names: readonly string[]): string {
  const half = Math.ceil(names.length / 2)
  const lines = [names.slice(0, half), names.slice(half)].map((line) => line.join(', '))
  return lines.join(`,\n${' '.repeat(20)}`)
}
