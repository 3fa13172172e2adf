import { rememberSecret } from '../internal/known-secrets.js'
import { findSecrets, soundsSecret } from '../internal/redact.js'
import type { ParsedOptions } from './parsed.js'

/** The options of an executor that may contain secrets; during the check some may be missing. */
export type SecretOptions = Partial<
  Pick<
    ParsedOptions,
    | 'args'
    | 'env'
    | 'headers'
    | 'body'
    | 'url'
    | 'waitOn'
    | 'healthcheck'
    | 'reset'
    | 'prepare'
    | 'container'
  >
>

/** From now on, secrets in these options are hidden wherever they occur. */
export function rememberSecrets(options: SecretOptions): void {
  for (const secret of listSecrets(options)) rememberSecret(secret)
}

function listSecrets(options: SecretOptions): string[] {
  const { args = [], env = {}, headers = {}, body, url, waitOn = [] } = options
  const { healthcheck = [], reset = [], prepare = options.container?.prepare } = options
  const values = Object.entries({ ...env, ...headers }).filter(([, value]) => value !== undefined)
  const texts = [...values.map(([, value = '']) => value), ...(url === undefined ? [] : [url])]
  return [
    ...values.flatMap(([name, value = '']) => (soundsSecret(name) ? listForms(value) : [])),
    ...(body === undefined ? [] : [body]),
    ...[args, healthcheck, reset, prepare?.args ?? []].flatMap(findSecrets),
    ...[...texts, ...waitOn].flatMap((text) => findSecrets([text]).flatMap(listDecoded)),
  ]
}

/** A key may have several lines, and a header may begin with the scheme: `Bearer abc`. */
function listForms(value: string): string[] {
  const [, credentials] = /^\w+ (\S+)$/.exec(value) ?? []
  return [value, ...(credentials === undefined ? [] : [credentials]), ...value.split('\n')]
}

/** A password is encoded in a URL, and the server may print it decoded. */
function listDecoded(secret: string): string[] {
  try {
    return [secret, decodeURIComponent(secret)]
  } catch {
    return [secret]
  }
}
