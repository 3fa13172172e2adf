import type { Readable, Writable } from 'node:stream'
import { multiselect, select, text } from '@clack/prompts'
import type { Input } from './arguments.js'
import { Project } from './project.js'
import { findRunner, runnerNames, type RunnerName } from './runners/index.js'
import { findService, serviceNames, type ServiceName } from './services.js'
import { UsageError } from './usage-error.js'

const usualServices: readonly ServiceName[] = ['postgres']

/** Where questions are asked. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable
}

/** All that has to be known. */
export interface Answers {
  readonly project: Project
  readonly runner: RunnerName
  readonly services: readonly ServiceName[]
}

/**
 * Asks for what the command line leaves out.
 *
 * @returns `undefined` when that was cancelled
 * @throws UsageError when there is nobody to ask
 */
export async function ask(input: Input, terminal: Terminal): Promise<Answers | undefined> {
  const isAnswered = input.yes || (input.runner !== undefined && input.services !== undefined)
  if (!isAnswered && terminal.input.isTTY !== true)
    throw new UsageError('nobody can be asked here: say --runner and --services, or --yes')
  const folder = input.folder ?? (isAnswered ? '.' : await askForFolder(terminal))
  if (typeof folder === 'symbol') return undefined
  const project = new Project(folder)
  const usual = project.runner ?? 'vitest'
  const runner = input.runner ?? (isAnswered ? usual : await askForRunner(usual, terminal))
  if (typeof runner === 'symbol') return undefined
  const services = input.services ?? (isAnswered ? usualServices : await askForServices(terminal))
  return typeof services === 'symbol' ? undefined : { project, runner, services }
}

async function askForFolder(terminal: Terminal): Promise<string | symbol> {
  return text({
    message: 'In which folder?',
    placeholder: 'this one',
    defaultValue: '.',
    ...terminal,
  })
}

async function askForRunner(usual: RunnerName, terminal: Terminal): Promise<RunnerName | symbol> {
  return select<RunnerName>({
    message: 'Which test runner?',
    options: runnerNames.map((value) => ({ value, label: findRunner(value).label })),
    initialValue: usual,
    ...terminal,
  })
}

async function askForServices(terminal: Terminal): Promise<readonly ServiceName[] | symbol> {
  return multiselect<ServiceName>({
    message: 'Which servers do your tests need?',
    options: serviceNames.map((value) => ({ value, label: findService(value).label })),
    initialValues: [...usualServices],
    required: true,
    ...terminal,
  })
}
