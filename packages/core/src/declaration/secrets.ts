import { rememberSecret } from '../internal/known-secrets.js'
import { findSecrets, soundsSecret } from '../internal/redact.js'
import type { ParsedOptions } from './parsed.js'

/** What of the options of an executor may hold secrets; while they are checked some may be missing. */
export type SecretOptions = Partial<
  Pick<
    ParsedOptions,
    'args' | 'env' | 'headers' | 'body' | 'url' | 'waitOn' | 'healthcheck' | 'reset' | 'prepare'
  >
>

/** From here on nothing that was declared to be secret is shown, wherever it turns up. */
export function rememberSecrets(options: SecretOptions): void {
  for (const secret of listSecrets(options)) rememberSecret(secret)
}

function listSecrets(options: SecretOptions): string[] {
  const { args = [], env = {}, headers = {}, body, url, waitOn = [] } = options
  const { healthcheck = [], reset = [], prepare } = options
  const values = Object.entries({ ...env, ...headers }).filter(([, value]) => value !== undefined)
  const texts = [...values.map(([, value = '']) => value), ...(url === undefined ? [] : [url])]
  return [
    ...values.flatMap(([name, value = '']) => (soundsSecret(name) ? listForms(value) : [])),
    ...(body === undefined ? [] : [body]),
    ...[args, healthcheck, reset, prepare?.args ?? []].flatMap(findSecrets),
    ...[...texts, ...waitOn].flatMap((text) => findSecrets([text]).flatMap(listDecoded)),
  ]
}

/** A key has several lines, and a header may begin with the scheme: `Bearer abc`. */
function listForms(value: string): string[] {
  const [, credentials] = /^\w+ (\S+)$/.exec(value) ?? []
  return [value, ...(credentials === undefined ? [] : [credentials]), ...value.split('\n')]
}

/** A URL has a password encoded, and the server that gets it shows it as it is. */
function listDecoded(secret: string): string[] {
  try {
    return [secret, decodeURIComponent(secret)]
  } catch {
    return [secret]
  }
}
