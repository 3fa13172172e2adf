import { Client, nameRunner, prepareSupervisor } from '@mirakuru/core/client'
import type { Config } from '@jest/types'
import { configVariable, findConfigArgument } from './configured-processes.js'

const key = Symbol.for('mirakuru.root')
const global = globalThis as { [key]?: Client }

/** Makes Jest's main process the root of the run: its end is the end of everything. */
export function setUpRun(): void {
  nameRunner()
  const config = findConfigArgument(process.argv)
  if (config !== undefined) process.env[configVariable] = config
  // Whatever is wrong shows in the first test that needs it.
  prepareSupervisor().catch(() => undefined)
  global[key] ??= new Client('root')
  global[key].connect().catch(() => undefined)
}

/**
 * Ends the run, and waits until everything is gone. In watch mode there will be another with the same processes.
 *
 * @throws how processes ended, where that was not asked for
 */
export async function tearDownRun({ watch, watchAll }: Config.GlobalConfig): Promise<void> {
  const client = global[key]
  if (client === undefined || watch || watchAll) return
  if (client.isConnected) await client.endRun()
  await client.close()
}
