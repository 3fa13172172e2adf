import { basename } from 'node:path'
import { findWorkerClient } from '@mirakuru/core/adapter'
import { nameRunner, type Client } from '@mirakuru/core/client'

/** The client of this process. */
export function findClient(): Client {
  return findWorkerClient(nameRunnerInBand)
}

/** Whoever started Jest may have a channel to it; then it looks as if that were the runner, and this its worker. */
function nameRunnerInBand(): void {
  if (basename(process.argv[1] ?? '') !== 'processChild.js') nameRunner()
}
