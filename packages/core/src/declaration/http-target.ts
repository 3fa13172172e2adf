import { isIPv4, isIPv6 } from 'node:net'
import { fillPlaceholders } from './placeholders.js'

const defaultUrl = 'http://{host}:{port}/'

/** The URL of an HTTP executor, with the host and the port that it contains or the options set. */
export interface HttpTarget {
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
}

/**
 * Takes host and port from a URL that contains them instead of placeholders.
 *
 * @throws SyntaxError when it is not an HTTP URL, or contradicts the options `host` and `port`
 */
export function findHttpTarget(options: HttpTarget): HttpTarget {
  const url = options.url ?? defaultUrl
  // Parts that differ between two ways of filling it come from a placeholder.
  const [one, other] = [parseHttpUrl(url, 1), parseHttpUrl(url, 2)]
  const namesHost = readHost(one) === readHost(other)
  const namesPort = readPort(one) === readPort(other)
  const given = options.host === undefined ? undefined : writeHost(options.host)
  const host = namesHost ? agree('host', given, readHost(one)) : options.host
  const port = namesPort ? agree('port', options.port, readPort(one)) : options.port
  return { url, host, port }
}

/** The host to connect to: an IPv6 address without brackets. */
export function readHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** A host as URLs spell it: in lower case, an IPv6 address in its shortest form. */
function writeHost(host: string): string {
  return isIPv6(host) ? readHost(new URL(`http://[${host}]`)) : host.toLowerCase()
}

/** Whether the URL's host can only be this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

function parseHttpUrl(url: string, digit: number): URL {
  // Any value will do to parse it; a digit fits wherever a placeholder can stand.
  const filled = fillPlaceholders(url, (name) => {
    if (name.endsWith('.url')) return `http://127.0.0.${digit}:${digit}`
    return name === 'host' ? `127.0.0.${digit}` : String(digit)
  })
  if (!URL.canParse(filled)) throw new SyntaxError(`is not a URL: ${url}`)
  const parsed = new URL(filled)
  if (/^https?:$/.test(parsed.protocol)) return parsed
  throw new SyntaxError(`must begin with http:// or https://, not ${parsed.protocol}`)
}

function readPort(url: URL): number {
  if (url.port === '0')
    throw new SyntaxError('names port 0, which is not a port; {port} is a free one')
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

function agree<T>(option: string, given: T | undefined, found: T): T {
  if (given === undefined || given === found) return found
  throw new SyntaxError(
    `says ${option} ${String(found)}, but the option ${option} says ${String(given)}`,
  )
}
