import { readFileSync } from 'node:fs'
import type { SimpleOptions } from '@mirakuru/core/declaration'
import type { ServiceOptions } from './options.js'

/** The words of a text, for arguments without spaces in them. */
export function words(text: string): string[] {
  return text.split(/\s+/)
}

/** A server that is started from files: see {@link serve}. */
export interface Serving {
  /** The server and its arguments. */
  readonly command: readonly string[]
  /** Their content by their names in `{tmp}`; may contain placeholders. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * A command that writes files into `{tmp}` and becomes the server: for servers that are told everything by a file.
 *
 * @example
 * ```ts
 * serve({ command: ['mosquitto', '-c', '{tmp}/m.conf'], files: { 'm.conf': 'listener {port} {host}' } })
 * ```
 */
export function serve({ command, files }: Serving): string[] {
  const names = Object.keys(files)
  // The folder is no part of the script: there may be spaces in it.
  const writes = names.map((name, index) => `printf %s "$${index + 1}" > "$0/${name}"`)
  const script = [...writes, `shift ${names.length}`, 'exec "$@"'].join(' && ')
  return ['/bin/sh', '-c', script, '{tmp}', ...Object.values(files), ...command]
}

/**
 * The text of the option `config`, which a service appends to a file of its own.
 *
 * @param separator - what is between a key and its value: `' '`, `' = '`
 * @param end - what is after a value
 */
export function writeConfig(
  config: ServiceOptions['config'],
  separator: string,
  end = '\n',
): string {
  if (config === undefined) return ''
  if (typeof config === 'string') return `${config}\n`
  return Object.entries(config)
    .map(([key, value]) => `${key}${separator}${value}${end}`)
    .join('')
}

/**
 * The user that a server should run as if tests run as root: the first of these that exists. Empty for other users.
 *
 * @example
 * ```ts
 * dropTo('mysql', 'nobody') // { user: 'mysql' }
 * ```
 */
export function dropTo(...users: readonly string[]): Pick<SimpleOptions, 'user'> {
  if (process.getuid?.() !== 0) return {}
  const known = readFileSync('/etc/passwd', 'utf8').split('\n')
  const user = users.find((each) => known.some((line) => line.startsWith(`${each}:`)))
  return user === undefined ? {} : { user }
}

/** A question to a server, and how its answer begins: see {@link ask}. */
export interface Question {
  /** What is sent, in the form of `printf`. */
  readonly text: string
  /** How the first line of a good answer begins, as a pattern of `bash`. */
  readonly answer: string
  /** Where. Default `{port}`. */
  readonly port?: string
}

/**
 * A command that says something to a server: `bash` needs 2 ms for that, a client 7 and more.
 *
 * @example
 * ```ts
 * ask({ text: String.raw`FLUSHALL\r\n`, answer: '+OK*' })
 * ```
 */
export function ask({ text, answer, port = '{port}' }: Question): string[] {
  const script = `exec 3<>"/dev/tcp/{host}/${port}" && printf "$1" >&3 && read -r line <&3 && [[ $line == $2 ]]`
  return ['bash', '-c', script, 'bash', text, answer]
}
