import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { ContainerExecutor } from '../../src/executors/index.js'
import { afterTest } from './cleanup.js'

type Options = ConstructorParameters<typeof ContainerExecutor>[1]

/** A container that ends with the test. */
export function makeContainer(image: string, options: Options = {}): ContainerExecutor {
  const executor = new ContainerExecutor(image, options)
  afterTest(() => executor.kill())
  return executor
}

/** What a server on this machine answers to a line. */
export function ask(port: number | undefined, line: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: port ?? 0, host })
    socket.write(`${line}\r\n`)
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().trim())
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
  })
}

/** The commands of the engine of this file that run for a container. */
export function listCommands(name: string): { pid: number; command: string }[] {
  const engine = process.env['DOCKER_HOST'] ?? process.env['CONTAINERS_CONF'] ?? ''
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({
      pid: Number(entry),
      command: readFileOf(entry, 'cmdline').replaceAll('\0', ' '),
    }))
    .filter(
      ({ command }) => /^(?:\S*\/)?(?:docker|podman) /.test(command) && command.includes(name),
    )
    .filter(({ pid }) => readFileOf(String(pid), 'environ').includes(engine))
}

function readFileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
