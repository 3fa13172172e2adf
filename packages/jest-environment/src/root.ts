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
 * Processes that ended in a way nobody had asked for make the run fail. An error thrown here would do that as well, but
 * Jest would write none of its reports then.
 */
export async function tearDownRun({ watch, watchAll }: Config.GlobalConfig): Promise<void> {
  const client = global[key]
  if (client === undefined || watch || watchAll) return
  try {
    if (client.isConnected) await client.endRun()
  } catch (error) {
    process.stderr.write(`\n${String(error)}\n`)
    process.exitCode = 1
  } finally {
    await client.close()
  }
}
