import type { Declaration } from './declaration.js'
import { inspectDeclaration } from './parse.js'
import { listReferencesOf } from './references.js'
import type { Scope } from './scope.js'

/** A declaration as it was written, unchecked. */
type Written = Readonly<Record<string, unknown>>

/** What a resource and its parts call the processes that they need: `server` → the key of its server. */
export type Uses = Readonly<Record<string, string>>

/**
 * Replaces every resource by the processes that it is made of: its server, unless that is another process of the block;
 * the agent that creates it; the template that it is copied from; and the resource itself. Their keys are the paths of
 * the options that declare them.
 */
export function expandResources(
  declared: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  return new Map([...declared].flatMap(([key, value]) => expand(key, value, declared)))
}

function expand(
  key: string,
  value: unknown,
  block: ReadonlyMap<string, unknown>,
): readonly (readonly [string, unknown])[] {
  if (!isRecord(value) || value['executor'] !== 'resource' || isRecord(value['uses']))
    return [[key, value]]
  const { server, agent, template, ...own } = value
  const isSound = typeof server === 'string' || isRecord(server)
  if (!isSound || !isRecord(template ?? {})) return [[key, value]] // the schema says it
  const host = chooseServer(key, value, block)
  const parts = host.isInline ? [...expand(host.key, host.declaration, block)] : []
  const shared = { scope: host.scope, ...(host.keep !== undefined && { keep: host.keep }) }
  const addAgent = (path: string, lifetime: Written): Uses => {
    if (agent === undefined) return { server: host.key }
    const name = `${host.name} agent`.trim()
    parts.push([path, makeAgent(own, agent, { name, ...lifetime, uses: { server: host.key } })])
    return { server: host.key, agent: path }
  }
  const isKept = own['keep'] !== undefined
  const uses = addAgent(`${key}.agent`, isKept ? shared : { scope: host.scope })
  const url = own['url'] ?? (hasUrl(host.declaration, block) ? '{server.url}' : undefined)
  const made = omitUndefined({ ...own, url })
  if (!isRecord(template)) return [...parts, [key, { ...made, uses }]]
  // What outlives the run cannot use an agent that ends with it.
  const isSame = isKept || host.keep === undefined
  const templateUses = isSame ? uses : addAgent(`${key}.template.agent`, shared)
  const lifetime = { name: `${host.name} template`.trim(), ...shared, uses: templateUses }
  parts.push([`${key}.template`, makeTemplate(made, template, lifetime)])
  return [...parts, [key, { ...made, uses: { ...uses, template: `${key}.template` } }]]
}

interface ServerChoice {
  readonly key: string
  readonly declaration: unknown
  readonly isInline: boolean
  /** For the names of its agent and its template. */
  readonly name: string
  readonly scope: Scope
  readonly keep: unknown
}

/** Declared alike it is one for the run. */
function chooseServer(
  key: string,
  { server, keep }: Written,
  block: ReadonlyMap<string, unknown>,
): ServerChoice {
  const isInline = typeof server !== 'string'
  const declaration = isInline
    ? { scope: 'run', ...(keep !== undefined && { keep }), ...Object(server) }
    : block.get(server)
  const found = Object(declaration) as { name?: string; scope?: Scope; keep?: unknown }
  return {
    key: isInline ? `${key}.server` : server,
    declaration,
    isInline,
    name: found.name ?? (isInline ? inspectDeclaration(declaration).parsed.name : server),
    scope: found.scope ?? 'run',
    keep: found.keep,
  }
}

function hasUrl(declaration: unknown, block: ReadonlyMap<string, unknown>): boolean {
  const { executor = '', url, server } = Object(declaration) as Record<string, string | undefined>
  if (url !== undefined || ['tcp', 'http', 'external'].includes(executor)) return true
  if (executor !== 'resource') return false
  const next = typeof server === 'string' ? block.get(server) : server
  return hasUrl(next, new Map([...block].filter(([name]) => name !== server))) // it may be a circle
}

/** Its end is not the end of a resource: it is started again for the next request. */
function makeAgent(resource: Written, agent: unknown, lifetime: Written): Written {
  const { cwd, user, uid, gid, startTimeout } = resource
  const asked = isRecord(agent) ? agent : { command: agent }
  return omitUndefined({
    cwd,
    user,
    uid,
    gid,
    startTimeout,
    ...asked,
    executor: 'output',
    banner: { $regexp: '^ready$', flags: 'm' },
    stream: 'stdout',
    stdin: 'pipe',
    onCrash: 'ignore',
    ...lifetime,
  })
}

/** It is created again when what it is filled from has changed. */
function makeTemplate(resource: Written, template: Written, lifetime: Written): Written {
  const { inputs, ...own } = template
  const { spares: _1, reset: _2, fill: _3, healthcheck: _4, waitOn: _5, ...alike } = resource
  const { scope: _6, keep: _7, onCrash: _8, ...shared } = alike
  const restartOn = lifetime['scope'] === 'run' ? toPatterns([inputs ?? []].flat()) : []
  return omitUndefined({
    create: 'none', // the resource has none either, and is refused
    ...shared,
    ...own,
    ...lifetime,
    restartOn: restartOn.length > 0 ? restartOn : undefined,
  })
}

/** A folder stands for all files in it. */
function toPatterns(inputs: readonly unknown[]): unknown[] {
  return inputs.flatMap((input) =>
    typeof input === 'string' && !/[*?[{]/.test(input) ? [input, `${input}/**`] : [input],
  )
}

/**
 * The names of the other processes that a declaration refers to, each once.
 *
 * @example
 * ```ts
 * listReferences(httpExecutor('node api.js', { env: { REDIS: '{redis.host}:{redis.port}' } })) // ['redis']
 * ```
 */
export function listReferences(declaration: Declaration): string[] {
  return declaration.executor === 'resource'
    ? listReferencesOfResource(declaration as object as Written)
    : listReferencesOf(declaration)
}

/** The processes outside a resource that its parts refer to. */
function listReferencesOfResource(declaration: Written): string[] {
  const { server, agent, template, uses, ...own } = declaration
  const aliases = new Set(['server', 'template'])
  const inner = [own, Object(agent), Object(template)].flatMap((part) => listReferencesOf(part))
  const outer = inner.filter((name) => !aliases.has(name))
  const named = typeof server === 'string' ? [server] : listReferencesOf(Object(server) as object)
  return [...new Set([...named, ...outer, ...Object.values(Object(uses) as Uses)])]
}

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function omitUndefined(value: Written): Written {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined))
}
