import { StringDecoder } from 'node:string_decoder'
import { joinCommandLine } from '../declaration/index.js'
import { describeEnd, ExecutorError } from '../errors/index.js'
import { untilAborted } from '../internal/abort.js'
import { settlesWithin } from '../internal/clock.js'
import { createDeferred, type Deferred } from '../internal/deferred.js'
import { type Deed, type Instance, lastWordsGrace } from '../lifecycle/index.js'
import type { Errand } from './run-errand.js'
import { lifeOf, type SimpleExecutor } from './simple-executor.js'

/** The values that an agent answers with. */
export type AgentAnswer = Readonly<Record<string, string>> | readonly string[]

/** `7 ok`, `7 ok {"key":"value"}` or `7 error "message"`. */
const answerLine = /^(\d+) (ok|error)(?: (.*?))?\r?$/s

/** What an agent has begun to create cannot be removed before it is there. Milliseconds. */
const createGrace = 5_000

const agents = new WeakMap<SimpleExecutor, Agent>()

/** The agent that an executor runs. */
export function agentOf(executor: SimpleExecutor): Agent {
  const agent = agents.get(executor) ?? new Agent(executor)
  agents.set(executor, agent)
  return agent
}

/** A request that is not answered yet. */
interface Pending extends Deferred<AgentAnswer> {
  readonly process: Instance
}

/** A program that carries out requests: it reads each as a line, and answers each with a line. */
export class Agent {
  readonly #executor: SimpleExecutor
  readonly #pending = new Map<number, Pending>()
  #requests = 0
  #rest = ''
  #decoder = new StringDecoder('utf8')
  #watched: Instance | undefined

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
   * @param grace - how long the answer is waited for after the signal was aborted, in milliseconds
   * @throws {@link ExecutorError} with the message of the agent when it refuses, and when it ends first
   */
  async ask(
    words: readonly string[],
    signal: AbortSignal,
    grace: number = 0,
  ): Promise<AgentAnswer> {
    const process = await this.#bringUp(signal)
    const number = ++this.#requests
    const answer = { ...createDeferred<AgentAnswer>(), process }
    this.#pending.set(number, answer)
    process.stdin?.write(`${number} ${toLine(words)}\n`)
    try {
      await untilAborted(answer.promise, signal)
      return await answer.promise
    } finally {
      answer.promise.catch(() => undefined)
      if (signal.aborted) await settlesWithin(answer.promise, grace)
      this.#pending.delete(number)
    }
  }

  async #bringUp(signal: AbortSignal): Promise<Instance> {
    const life = lifeOf(this.#executor)
    // It was killed a moment ago: this process is about to be notified.
    if (life.process?.hasEnded()) await untilAborted(life.process.exited, signal)
    await untilAborted(this.#executor.start(), signal)
    const process = life.requireRunning('ask')
    if (process !== this.#watched) this.#watch(process)
    return process
  }

  /** Once for each process. */
  #watch(process: Instance): void {
    this.#watched = process
    this.#rest = ''
    this.#decoder = new StringDecoder('utf8')
    process.stdin?.on('error', () => undefined) // its exit says it
    void process.exited.then(async (exit) => {
      await process.drainOutput(lastWordsGrace)
      const log = lifeOf(this.#executor).log.text('stderr').trimEnd()
      const error = new ExecutorError(`it ${describeEnd(exit)} before it answered\n${log}`)
      for (const each of this.#pending.values()) if (each.process === process) each.reject(error)
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
    else pending.reject(new ExecutorError(describeRefusal(value, rest)))
  }
}

/** JSON without the line ends that readers of lines know besides `\n`, `readline` of Node among them. */
function toLine(words: readonly string[]): string {
  const escape = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(words).replaceAll(/[\u0085\u2028\u2029]/g, escape)
}

/** It may be no JSON string. */
function describeRefusal(value: unknown, text: string | undefined): string {
  const message = typeof value === 'string' ? value : text
  return message?.trim() || 'it gave no reason'
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
    const answer = await agentOf(agent).ask(args, signal, option === 'create' ? createGrace : 0)
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
