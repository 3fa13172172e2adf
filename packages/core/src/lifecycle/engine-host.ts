import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The machine of an engine of containers, by its address in the command line, the environment, or the context of docker
 * in use; `undefined` if it is this one.
 *
 * @param args - the command line of the engine, if it is declared
 */
export function findEngineHost(
  args: readonly string[],
  environment: Environment,
): string | undefined {
  const flag = args.findIndex((arg) => ['-H', '--host', '--url'].includes(arg))
  const address =
    (flag === -1 ? undefined : args[flag + 1]) ??
    environment['DOCKER_HOST'] ??
    environment['CONTAINER_HOST'] ??
    readContext(environment)
  const [, host] =
    /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(address ?? '') ?? []
  return host === undefined || /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host) ? undefined : host
}

/** The address in the context that docker uses, as `docker context use` stores it. */
function readContext(environment: Environment): string | undefined {
  const folder = environment['DOCKER_CONFIG'] ?? join(environment['HOME'] ?? homedir(), '.docker')
  const { currentContext } = readJson(join(folder, 'config.json')) as { currentContext?: string }
  const name = environment['DOCKER_CONTEXT'] ?? currentContext
  if (name === undefined || name === 'default') return undefined
  const digest = createHash('sha256').update(name).digest('hex')
  const meta = readJson(join(folder, 'contexts/meta', digest, 'meta.json')) as {
    Endpoints?: { docker?: { Host?: string } }
  }
  return meta.Endpoints?.docker?.Host
}

function readJson(file: string): object {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as object
  } catch {
    return {}
  }
}
