import {
  resource,
  type AgentOptions,
  type Declaration,
  type PartScopeOptions,
  type ResourceOptions,
} from '@mirakuru/core/declaration'
import { chooseReset } from './choose-reset.js'
import type { ServiceOptions } from './options.js'

/** A part of a server: a database, a virtual host. Its name is the path of its URL. */
export interface ServicePart {
  /** Is asked to `create {id}` and `destroy {id}`, and to `list`; `{server.url}` and others are those of the server. */
  readonly agent: AgentOptions
  /** Whether the agent can be asked to `reset {id}`. */
  readonly hasReset?: boolean
  /** Whether the agent needs more of the server than its URL, so that only programs that are started here have parts. */
  readonly isLocal?: boolean
}

/** A part, and the server that it is on. */
export interface PartPlan {
  /** The name of the factory. */
  readonly service: string
  readonly part: ServicePart
  readonly options: ServiceOptions
  readonly server: Declaration
  /** That of the server, with its own placeholders. */
  readonly url: string
}

/** Declares a part of a server that is one for the run. */
export function declarePart({
  service,
  part,
  options,
  server,
  url,
}: PartPlan): Declaration<'resource'> {
  const { name = service, scope, spares, onCrash, startTimeout, keep } = options
  const { spares: _1, onCrash: _2, ...shared } = server
  return resource({
    name,
    scope,
    spares,
    onCrash,
    startTimeout,
    server: { ...shared, scope: 'run', keep, name: `${service} server` } as Declaration,
    agent: part.agent,
    create: 'create {id}',
    destroy: 'destroy {id}',
    list: 'list',
    reset: chooseReset(service, options.reset, part.hasReset === true ? 'reset {id}' : undefined),
    url: placePart(url),
  } as ResourceOptions & PartScopeOptions)
}

/** `mysql://root@{host}:{port}/test?a=b` → `mysql://root@{server.host}:{server.port}/{id}?a=b` */
function placePart(url: string): string {
  const [server] = /^[\w+.-]+:\/\/[^/?]*/.exec(url) ?? [url]
  const [query] = /\?.*/s.exec(url) ?? ['']
  return `${server.replaceAll(/\{(host|port)\}/g, '{server.$1}')}/{id}${query}`
}
