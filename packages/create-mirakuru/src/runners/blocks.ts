import { findService, type ServiceName } from '../services.js'
import type { SourceFile } from './runner.js'

/** The server behind the choice `api`: it stands for the program of the user. */
export const apiServer: SourceFile = {
  path: 'services/api.mjs',
  text: `import { createServer } from 'node:http'

const server = createServer((_request, response) => response.end('hello'))
server.listen(Number(process.env.PORT), '127.0.0.1')
`,
}

/** How `api` is declared by a factory, which the packages for runners have. */
export const apiByFactory: string = `httpExecutor('node ${apiServer.path}', { env: { PORT: '{port}' } })`

/** How `api` is declared in a configuration that has no factory. */
export const apiByHand: string = `{ executor: 'http', command: 'node ${apiServer.path}', env: { PORT: '{port}' } }`

/** How the entries of a block are written. */
export interface BlockForm {
  /** How `api` is declared. */
  readonly api: string
  /** The options of a service with a database for each who shares it. */
  readonly database?: string
  /** The namespace that the services are in. */
  readonly namespace?: 'services'
}

/** The entries of a block of processes, one a line. */
export function declareAll(chosen: readonly ServiceName[], form: BlockForm): readonly string[] {
  return chosen.map((name) => `${name}: ${declare(name, form)},`)
}

/** A service, as an expression. */
export function declare(name: ServiceName, { api, database = '', namespace }: BlockForm): string {
  if (name === 'api') return api
  const factory = namespace === undefined ? name : `${namespace}.${name}`
  return `${factory}(${findService(name).isDatabase === true ? database : ''})`
}

/** The variables that have the URLs of services, one a line. */
export function listVariables(chosen: readonly ServiceName[]): readonly string[] {
  return chosen.map((name) => `${findService(name).variable}: '{${name}.url}',`)
}

/** The functions of `@mirakuru/services` that declare them. */
export function listFactories(chosen: readonly ServiceName[]): readonly string[] {
  return chosen.filter((name) => name !== 'api')
}

/** The import of these functions, if there are any. */
export function importFactories(chosen: readonly ServiceName[]): string | undefined {
  const factories = listFactories(chosen).join(', ')
  return factories === '' ? undefined : `import { ${factories} } from '@mirakuru/services'`
}

/** The import of all of them, for names of services that are in use for something else. */
export function importNamespace(chosen: readonly ServiceName[]): string | undefined {
  if (listFactories(chosen).length === 0) return undefined
  return "import * as services from '@mirakuru/services'"
}

/** Lines with an indentation, as a part of a text. */
export function indent(width: number, lines: readonly string[]): string {
  return lines.map((line) => `${' '.repeat(width)}${line}`).join('\n')
}

/** The lines that are there, each with its end. */
export function joinLines(...lines: readonly (string | undefined)[]): string {
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('')
}
