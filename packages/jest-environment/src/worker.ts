import { basename } from 'node:path'
import { Client, nameRunner } from '@mirakuru/core/client'

const key = Symbol.for('mirakuru.client')
const global = globalThis as { [key]?: Client }

/** The client of this process, or thread: all its test files share it, and every copy of this module. */
export function findClient(): Client {
  return (global[key] ??= createClient())
}

function createClient(): Client {
  // Whoever started Jest may have a channel to it; then it looks as if that were the runner, and this its worker.
  if (!isForkedByJest()) nameRunner()
  return new Client('worker')
}

function isForkedByJest(): boolean {
  return basename(process.argv[1] ?? '') === 'processChild.js'
}
