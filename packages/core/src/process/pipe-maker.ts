import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, constants, fchmodSync, fstatSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { settlesWithin } from '../internal/clock.js'
import { createDeferred } from '../internal/deferred.js'
import { isExhausted } from '../internal/exhaustion.js'

/** Both ends of a pipe, as descriptors of this process that nobody inherits unasked. */
export interface Pipe {
  readonly readEnd: number
  readonly writeEnd: number
}

/** Where the helper has its pipes: a shell redirects descriptors of one digit only. */
const slots = [3, 4, 5, 6, 7, 8]

/**
 * Makes fresh pipes for every line that it reads, without starting a program. To dash, to the ash of busybox, and to bash
 * from 5.1 on, a short here-document is a pipe that holds it, and whose other end is closed.
 */
const script = `while read -r _; do
exec ${slots.map((slot) => `${slot}<<A`).join(' ')}
${slots.map(() => '\nA').join('\n')}
${slots.map((slot) => `read -r _ <&${slot}`).join('; ')}
echo
done`

/** The helper answers within a millisecond; who has no pipe after this time goes without. Milliseconds. */
const patience = 5_000
const triesBeforeGivingUp = 3

/**
 * Has pipes for the standard streams of processes. Node only makes sockets for them (socketpair(2), for `'pipe'`), and a
 * socket cannot be opened by name: `/dev/stdout` and `/proc/self/fd/1` fail with ENXIO, open(2).
 *
 * A small shell makes the pipes. Whoever opens what /proc shows of its descriptors gets a new end of the same pipe, with
 * flags of its own: a read end that does not block leaves the write end as it is (proc(5), `/proc/pid/fd`). Where that
 * cannot be had, there are no pipes.
 */
export class PipeMaker {
  readonly #shell: string
  #helper: Helper | undefined
  #lastTaken: Promise<unknown> = Promise.resolve()
  #failures = process.platform === 'linux' ? 0 : triesBeforeGivingUp

  /** @param shell - what runs the helper */
  constructor(shell: string = '/bin/sh') {
    this.#shell = shell
  }

  /** Starts the helper, for somebody who is going to take pipes in a moment. */
  prepare(): void {
    if (this.#failures >= triesBeforeGivingUp || this.#helper?.isAlive) return
    try {
      this.#helper = new Helper(this.#shell)
    } catch {
      this.#helper = undefined // no memory for it: what is launched next will tell
    }
  }

  /** So many pipes; `undefined` where there are none to be had, be it that too many files are open. */
  take(count: number): Promise<readonly Pipe[] | undefined> {
    // In turns: nobody has some already, and descriptors open for them, while waiting for others.
    const taken = this.#lastTaken.then(() => this.#take(count))
    this.#lastTaken = taken
    return taken
  }

  async #take(count: number): Promise<readonly Pipe[] | undefined> {
    const pipes: Pipe[] = []
    while (pipes.length < count) {
      this.prepare()
      const helper = this.#helper
      if (helper === undefined) return discard(pipes)
      try {
        pipes.push(await helper.take())
        this.#failures = 0
      } catch (error) {
        if (isExhausted(error)) return discard(pipes)
        if (helper === this.#helper) this.#replace(helper)
      }
    }
    return pipes
  }

  /** It was killed, or is no good. */
  #replace(helper: Helper): void {
    helper.end()
    this.#helper = undefined
    this.#failures++
  }
}

function discard(pipes: readonly Pipe[]): undefined {
  for (const { readEnd, writeEnd } of pipes) [readEnd, writeEnd].forEach(closeSync)
}

/** The shell that makes them. It ends when this process does, which holds the other end of its standard input. */
class Helper {
  readonly #child: ChildProcess
  #free: number[] = []
  #answer = createDeferred()
  #fault: unknown = new Error('The helper has ended')
  /** While it is true, nobody else has its pid: it was not waited for. */
  isAlive = true

  constructor(shell: string) {
    this.#child = spawn(shell, ['-c', script, 'mirakuru-pipes'], {
      cwd: '/',
      detached: true, // what kills the group or the terminal of this process leaves it to its work
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const { stdin, stdout } = this.#child
    const end = (): void => {
      this.isAlive = false
      this.#answer.resolve()
    }
    this.#child.on('exit', end).unref()
    this.#child.on('error', (error) => {
      this.#fault = error
      end()
    })
    for (const stream of [stdin, stdout] as (Socket | null)[]) stream?.on('error', end).unref()
    stdout?.on('data', () => {
      this.#free = [...slots]
      this.#answer.resolve()
    })
    this.#ask()
  }

  /** @throws when it has ended, does not answer, or what it makes cannot be opened or is no pipe */
  async take(): Promise<Pipe> {
    while (this.#free.length === 0) {
      const isAnswered = await settlesWithin(this.#answer.promise, patience)
      if (!this.isAlive || !isAnswered) throw this.#fault
    }
    const slot = this.#free.shift()
    try {
      return openPipe(`/proc/${this.#child.pid}/fd/${slot}`)
    } finally {
      // The next ones are made while nobody waits.
      if (this.#free.length === 0) this.#ask()
    }
  }

  end(): void {
    this.#child.stdin?.destroy()
  }

  #ask(): void {
    this.#answer = createDeferred()
    this.#child.stdin?.write('\n')
  }
}

function openPipe(path: string): Pipe {
  const writeEnd = openSync(path, constants.O_WRONLY)
  try {
    if (!fstatSync(writeEnd).isFIFO()) throw new Error(`${path} is no pipe`)
    // It can only be opened by who may look into a process that has it; that one may have changed its user meanwhile.
    fchmodSync(writeEnd, 0o666)
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return { readEnd, writeEnd }
  } catch (error) {
    closeSync(writeEnd)
    throw error
  }
}
