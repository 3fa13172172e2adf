import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, constants, fchmodSync, fstatSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { settlesWithin } from '../internal/clock.js'
import { createDeferred } from '../internal/deferred.js'
import { isExhausted } from '../internal/exhaustion.js'
import { forgetLastStat } from '../internal/forget-last-stat.js'

/** Both ends of a pipe, as descriptors of this process that children do not inherit by default. */
export interface Pipe {
  readonly readEnd: number
  readonly writeEnd: number
}

/** The descriptors of the helper's pipes: a shell redirects descriptors of one digit only. */
const slots = [3, 4, 5, 6, 7, 8]

/**
 * Makes fresh pipes for every line that it reads, without starting a program. In dash, in the ash of busybox, and in
 * bash from 5.1 on, a short here-document is a pipe that holds it, and whose other end is closed.
 */
const script = `while read -r _; do
exec ${slots.map((slot) => `${slot}<<A`).join(' ')}
${slots.map(() => '\nA').join('\n')}
${slots.map((slot) => `read -r _ <&${slot}`).join('; ')}
echo
done`

/** The helper answers within a millisecond; after this time a process is started without pipes. Milliseconds. */
const patience = 5_000
const triesBeforeGivingUp = 3

/**
 * Creates pipes for the standard streams of processes. Node only creates sockets for them (socketpair(2), for
 * `'pipe'`), and a socket cannot be opened by name: `/dev/stdout` and `/proc/self/fd/1` fail with ENXIO, open(2).
 *
 * A small shell creates the pipes. Opening its descriptors in /proc gives a new end of the same pipe, with its own
 * flags: a read end that does not block leaves the write end as it is (proc(5), `/proc/pid/fd`). Where that does not
 * work, there are no pipes.
 */
export class PipeMaker {
  readonly #shell: string
  #helper: Helper | undefined
  #lastTaken: Promise<unknown> = Promise.resolve()
  #failures = process.platform === 'linux' ? 0 : triesBeforeGivingUp

  /** @param shell - runs the helper */
  constructor(shell: string = '/bin/sh') {
    this.#shell = shell
  }

  /** Starts the helper, ahead of {@link take}. */
  prepare(): void {
    if (this.#failures >= triesBeforeGivingUp || this.#helper?.isAlive) return
    try {
      this.#helper = new Helper(this.#shell)
    } catch {
      this.#helper = undefined // no memory for it: the next launch reports that
    }
  }

  /** Takes pipes; `undefined` if there are none, or if too many files are open. */
  take(count: number): Promise<readonly Pipe[] | undefined> {
    // In turns: no caller holds some already, with descriptors open for them, while it waits for others.
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

  /** It was killed, or does not work. */
  #replace(helper: Helper): void {
    helper.end()
    this.#helper = undefined
    this.#failures++
  }
}

function discard(pipes: readonly Pipe[]): undefined {
  for (const { readEnd, writeEnd } of pipes) [readEnd, writeEnd].forEach(closeSync)
}

/** The shell that creates them. It ends with this process, which holds the other end of its standard input. */
class Helper {
  readonly #child: ChildProcess
  #free: number[] = []
  #answer = createDeferred()
  #fault: unknown = new Error('The helper has ended')
  /** While it is true, its pid is not reused: it was not reaped. */
  isAlive = true

  constructor(shell: string) {
    this.#child = spawn(shell, ['-c', script, 'mirakuru-pipes'], {
      cwd: '/',
      detached: true, // what kills the group or the terminal of this process does not kill it
      env: { LC_ALL: 'C' }, // with none, every scan would take it for a process that calls exec at that moment
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

  /** @throws when it has ended, does not answer, or its pipes cannot be opened or are not pipes */
  async take(): Promise<Pipe> {
    while (this.#free.length === 0) {
      const isAnswered = await settlesWithin(this.#answer.promise, patience)
      if (!this.isAlive || !isAnswered) throw this.#fault
    }
    const slot = this.#free.shift()
    try {
      return openPipe(`/proc/${this.#child.pid}/fd/${slot}`)
    } finally {
      // The next ones are made ahead of time.
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
    if (!fstatSync(writeEnd).isFIFO()) throw new Error(`${path} is not a pipe`)
    // Only a process that may inspect a holder of the pipe can open it; the holder may have changed its user since.
    fchmodSync(writeEnd, 0o666)
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return { readEnd, writeEnd }
  } catch (error) {
    closeSync(writeEnd)
    throw error
  } finally {
    forgetLastStat()
  }
}
