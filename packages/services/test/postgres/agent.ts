import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../dist/light/agents/postgres.js')

/** The agent as the supervisor runs it: asked line by line. */
export class Agent implements AsyncDisposable {
  readonly process: ChildProcess
  readonly #answers = new Map<string, (answer: string) => void>()
  #number = 0

  private constructor(url: string) {
    this.process = spawn(process.execPath, [program], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
  }

  static async start(url: string): Promise<Agent> {
    const agent = new Agent(url)
    const lines = createInterface({ input: agent.process.stdout! })
    await new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (line === 'ready') return resolve()
        const [number = '', answer = ''] = line.split(/ (.*)/s)
        agent.#answers.get(number)?.(answer)
      })
    })
    return agent
  }

  /** The answer to one request: `ok` and values, or `error` and a text. */
  ask(...words: string[]): Promise<string> {
    const number = String((this.#number += 1))
    this.process.stdin!.write(`${number} ${JSON.stringify(words)}\n`)
    return new Promise((resolve) => this.#answers.set(number, resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.stdin!.end()
    await once(this.process, 'exit')
  }
}
