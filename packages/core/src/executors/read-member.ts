import type { SimpleExecutor } from './simple-executor.js'

/** The value of a placeholder of a process that is ready: `port`, `ports.metrics`, `captures.version`. */
export function readMember(executor: SimpleExecutor, member: string): string {
  const [group = '', name = ''] = member.split('.')
  if (group === 'captures') return executor.captures[name] ?? ''
  if (group === 'ports') return String(executor.ports[name] ?? '')
  const { name: own, host, port, url, tmp, id, socketPath: socket } = executor
  const values: Readonly<Record<string, string | number | undefined>> = {
    name: own,
    host,
    port,
    url,
    tmp,
    id,
    socket,
  }
  return String(values[group] ?? '')
}
