import type { ExecOptions, ExecResult } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { type ContainerState, parseState } from './container-state.js'
import type { Engine, EngineCall, EngineResult } from './engine.js'

/** A container by its name, whether it exists or not. */
export class Container {
  readonly engine: Engine
  readonly name: string

  constructor(engine: Engine, name: string) {
    this.engine = engine
    this.name = name
  }

  /** Its state; `undefined` if there is no such container. */
  async inspect(call: EngineCall = {}): Promise<ContainerState | undefined> {
    const args = ['container', 'inspect', this.name]
    const { code, stdout, stderr } = await this.engine.run(args, call)
    if (code === 0) return parseState(stdout)
    if (/no such|not found/i.test(stderr)) return undefined
    throw new ExecutorError(explainLine(stderr))
  }

  /** Sends a signal to its first process. */
  async signal(signal: string): Promise<void> {
    await this.#do(['kill', '--signal', signal, this.name])
  }

  async pause(): Promise<void> {
    await this.#do(['pause', this.name])
  }

  async resume(): Promise<void> {
    await this.#do(['unpause', this.name])
  }

  /** Kills and removes it with its unnamed volumes. It need not exist; returns whether it did. */
  async remove(call: EngineCall = {}): Promise<boolean> {
    const { code, stderr } = await this.engine.run(this.engine.removal(this.name), call)
    if (/no such|not found/i.test(stderr)) return false
    if (code === 0 || /already in progress/i.test(stderr)) return true
    throw new ExecutorError(explainLine(stderr))
  }

  /** Runs a command in it to its end. */
  async exec(
    command: readonly string[],
    { env = {}, user, workdir }: ExecOptions = {},
    call: EngineCall = {},
  ): Promise<ExecResult> {
    const options = [
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...(user === undefined ? [] : ['--user', user]),
      ...(workdir === undefined ? [] : ['--workdir', workdir]),
    ]
    const result: EngineResult = await this.engine.run(
      ['exec', ...options, this.name, ...command],
      { timeout: Infinity, ...call },
    )
    return { ...result, code: result.code ?? 137 }
  }

  async #do(args: readonly string[]): Promise<void> {
    const { code, stderr } = await this.engine.run(args)
    if (code !== 0) throw new ExecutorError(explainLine(stderr))
  }
}

/** The line in which the engine says what has failed. */
export function explainLine(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const line = lines.findLast((each) => /error|cannot|denied/i.test(each)) ?? lines.at(-1) ?? ''
  return line.replace(/^(?:docker: )?(?:Error: )?(?:Error response from daemon: )?/, '').trim()
}
