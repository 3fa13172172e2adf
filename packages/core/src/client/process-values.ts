import type { Handle } from './handle.js'

/** The properties of a process that placeholders name. */
type Valued = Pick<
  Handle,
  'name' | 'host' | 'port' | 'ports' | 'url' | 'socketPath' | 'tmp' | 'captures'
> & {
  /** Of a resource. */
  readonly id?: string | undefined
}

/** The values of a process that is ready, by the names that placeholders have for them: `ports.metrics`. */
export function readValues(process: Valued): ReadonlyMap<string, string> {
  const { name, host, port, ports, url, socketPath, tmp, id, captures } = process
  const single = { name, host, port, url, socket: socketPath, tmp, id: id || undefined }
  const groups = [
    ...Object.entries(ports).map(([each, value]) => [`ports.${each}`, value] as const),
    ...Object.entries(captures).map(([each, value]) => [`captures.${each}`, value] as const),
  ]
  const known = [...Object.entries(single), ...groups].filter(([, value]) => value !== undefined)
  return new Map(known.map(([member, value]) => [member, String(value)]))
}
