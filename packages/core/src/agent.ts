/**
 * For programs that create and remove resources on request: the agents of `resource()`.
 *
 * @module @mirakuru/core/agent
 */

import { createInterface } from 'node:readline'

/** What a request is answered with: nothing, values by name, or a list of names. */
export type AgentResult = void | Readonly<Record<string, unknown>> | readonly string[]

/** The functions of an agent, by the first word of the request; they get its other words. */
export type AgentFunctions = Readonly<
  Record<string, (...words: string[]) => AgentResult | Promise<AgentResult>>
>

/**
 * Serves the requests of an agent: prints `ready`, then reads each request as a line of the standard input,
 * `7 ["create","mirakuru_1"]`, and prints its answer as a line, `7 ok`, `7 ok {"user":"x"}` or `7 error "message"`.
 * Requests run side by side.
 *
 * @param functions - may be asynchronous; what they throw is the error of the request
 * @returns when the standard input has ended, and all requests are answered
 * @example
 * ```ts
 * await serveAgent({
 *   create: (id, template) => sql`create database ${sql(id)} template ${sql(template)}`,
 *   destroy: (id) => sql`drop database ${sql(id)} with (force)`,
 * })
 * ```
 */
export async function serveAgent(functions: AgentFunctions): Promise<void> {
  const pending = new Set<Promise<void>>()
  process.stdout.write('ready\n')
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = serve(functions, line).finally(() => pending.delete(answer))
    pending.add(answer)
  }
  await Promise.all(pending)
}

async function serve(functions: AgentFunctions, line: string): Promise<void> {
  const [, number, words] = /^(\d+) (.*)$/.exec(line) ?? []
  if (number === undefined || words === undefined) return
  process.stdout.write(`${number} ${await run(functions, words)}\n`)
}

async function run(functions: AgentFunctions, words: string): Promise<string> {
  try {
    const [verb = '', ...rest] = JSON.parse(words) as string[]
    const known = Object.hasOwn(functions, verb) ? functions[verb] : undefined
    if (known === undefined) {
      const names = Object.keys(functions).join(', ')
      throw new Error(`there is no request "${verb}"; known: ${names}`)
    }
    const result = await known(...rest)
    return result === undefined ? 'ok' : `ok ${JSON.stringify(result)}`
  } catch (error) {
    return `error ${JSON.stringify(error instanceof Error ? error.message : String(error))}`
  }
}
