import { StringDecoder } from 'node:string_decoder'
import { joinCommandLine } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { untilAborted } from '../internal/abort.js'
import { createDeferred, type Deferred } from '../internal/deferred.js'
import type { Deed, Instance } from '../lifecycle/index.js'
import type { Errand } from './run-errand.js'
import { lifeOf, type SimpleExecutor } from './simple-executor.js'

/** The values that an agent answers with. */
export type AgentAnswer = Readonly<Record<string, string>> | readonly string[]

/** `7 ok`, `7 ok {"key":"value"}` or `7 error "message"`. */
const answerLine = /^(\d+) (ok|error)(?: (.*))?$/

const agents = new WeakMap<SimpleExecutor, Agent>()

/** The agent that an executor runs. */
export function agentOf(executor: SimpleExecutor): Agent {
  const agent = agents.get(executor) ?? new Agent(executor)
  agents.set(executor, agent)
  return agent
}

/** A program that carries out requests: it reads each as a line, and answers each with a line. */
export class Agent {
  readonly #executor: SimpleExecutor
  readonly #pending = new Map<number, Deferred<AgentAnswer>>()
  #requests = 0
  #rest = ''
  readonly #decoder = new StringDecoder('utf8')
  #watched: unknown

  constructor(executor: SimpleExecutor) {
    this.#executor = executor
    lifeOf(executor).log.follow(
      (stream, chunk) => (stream === 'stdout' ? this.#read(this.#decoder.write(chunk)) : undefined),
      () => undefined,
    )
  }

  /**
   * Sends a request; starts the agent again if it has ended.
   *
   * @throws {@link ExecutorError} with the message of the agent when it refuses, and when it ends first
   */
  async ask(words: readonly string[], signal: AbortSignal): Promise<AgentAnswer> {
    await untilAborted(this.#executor.start(), signal)
    const { process } = lifeOf(this.#executor)
    this.#watch(process)
    const number = ++this.#requests
    const answer = createDeferred<AgentAnswer>()
    this.#pending.set(number, answer)
    process?.stdin?.write(`${number} ${JSON.stringify(words)}\n`)
    try {
      await untilAborted(answer.promise, signal)
      return await answer.promise
    } finally {
      answer.promise.catch(() => undefined)
      this.#pending.delete(number)
    }
  }

  /** Once for each process. */
  #watch(process: Instance | undefined): void {
    if (process === undefined || process === this.#watched) return
    this.#watched = process
    this.#rest = ''
    process.stdin?.on('error', () => undefined) // its exit says it
    void process.exited.then(() => {
      const error = new ExecutorError('its agent ended before it answered')
      for (const { reject } of this.#pending.values()) reject(error)
    })
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#take(line)
  }

  #take(line: string): void {
    const [, number, verdict, rest] = answerLine.exec(line) ?? []
    const pending = this.#pending.get(Number(number))
    if (pending === undefined) return
    const value = parse(rest)
    if (verdict === 'ok') pending.resolve(toAnswer(value))
    else pending.reject(new ExecutorError(String(value ?? 'it refused, and did not say why')))
  }
}

/** An answer may be plain text. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function toAnswer(value: unknown): AgentAnswer {
  if (Array.isArray(value)) return value.map(String)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]))
}

/** Sends a request to an agent. */
export async function askAgent(
  agent: SimpleExecutor,
  { option, args, signal }: Errand,
): Promise<Deed> {
  const command = joinCommandLine(args)
  try {
    const answer = await agentOf(agent).ask(args, signal)
    const isList = Array.isArray(answer)
    return {
      command,
      failure: undefined,
      output: isList ? answer.join('\n') : '',
      values: isList ? {} : (answer as Deed['values']),
    }
  } catch (error) {
    signal.throwIfAborted()
    const [headline = '', ...rest] = (error as Error).message.split('\n')
    const failure = `the request "${option}" to its agent failed: ${headline}`
    const output = rest.length === 0 ? undefined : rest.join('\n')
    return { command, failure, output, values: {} }
  }
}
