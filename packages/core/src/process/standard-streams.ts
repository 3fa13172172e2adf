import type { ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import { PipeMaker, type Pipe } from './pipe-maker.js'

/** Creates the pipes of this Node process. */
export const pipeMaker: PipeMaker = new PipeMaker()

/**
 * The standard streams of a process to be launched: pipes, which it can open by their names as in a shell or a
 * container (`/dev/stdout`, `/proc/self/fd/2`). Without pipes they are Node's sockets.
 */
export class StandardStreams {
  /** The streams for the process, as `spawn` takes them. */
  readonly stdio: readonly (string | number)[]
  readonly #ours: readonly (number | undefined)[]
  readonly #theirs: readonly number[]

  private constructor(stdin: 'ignore' | 'pipe', pipes: readonly Pipe[]) {
    const [stdout, stderr, input] = pipes
    this.stdio = [input?.readEnd ?? stdin, stdout?.writeEnd ?? 'pipe', stderr?.writeEnd ?? 'pipe']
    this.#theirs = this.stdio.filter((each) => typeof each === 'number')
    this.#ours = [input?.writeEnd, stdout?.readEnd, stderr?.readEnd]
  }

  static async open(stdin: 'ignore' | 'pipe'): Promise<StandardStreams> {
    const pipes = await pipeMaker.take(stdin === 'pipe' ? 3 : 2)
    return new StandardStreams(stdin, pipes ?? [])
  }

  /** Gives the child our ends, as if Node had created them: at its exit Node treats them as its own. */
  attachTo(child: ChildProcess): void {
    this.#theirs.forEach(closeSync)
    const [stdin, stdout, stderr] = this.#ours
    if (stdin !== undefined)
      child.stdin = new Socket({ fd: stdin, readable: false, writable: true })
    if (stdout !== undefined) child.stdout = new Socket({ fd: stdout, writable: false })
    if (stderr !== undefined) child.stderr = new Socket({ fd: stderr, writable: false })
    child.stdio.splice(0, 3, child.stdin, child.stdout, child.stderr)
  }

  /** Closes all ends: there is no process. */
  discard(): void {
    for (const descriptor of [...this.#theirs, ...this.#ours])
      if (descriptor !== undefined) closeSync(descriptor)
  }
}
