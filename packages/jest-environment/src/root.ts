import { Client, Narrator, nameRunner, prepareSupervisor, wishReport } from '@mirakuru/core/client'
import type { Config } from '@jest/types'
import { configVariable, findConfigArgument } from './configured-processes.js'
import { asksForReport } from './options.js'

interface Root {
  readonly client: Client
  readonly narrator: Narrator
}

type Options = Config.ProjectConfig['testEnvironmentOptions']

const key = Symbol.for('mirakuru.root')
const global = globalThis as { [key]?: Root }

/** Makes Jest's main process the root of the run: its end is the end of everything. */
export async function setUpRun(options: Options): Promise<void> {
  nameRunner()
  if (asksForReport(options)) wishReport()
  const config = findConfigArgument(process.argv)
  if (config !== undefined) process.env[configVariable] = config
  // Whatever is wrong shows in the first test that needs it.
  prepareSupervisor().catch(() => undefined)
  const earlier = global[key]
  const { client } = (global[key] ??= createRoot())
  greet(client, options).catch(() => undefined)
  // In watch mode there was a run before, whose processes go on; what is wrong shows in the first test that needs them.
  if (earlier?.client.isConnected) await client.restartChanged().catch(() => undefined)
}

/**
 * Ends the run, and waits until everything is gone. In watch mode there will be another with the same processes.
 *
 * Processes that ended in a way nobody had asked for make the run fail, also where a test was repeated until it passed.
 * An error thrown here would do that as well, but Jest would write none of its reports then.
 */
export async function tearDownRun(
  { watch, watchAll }: Config.GlobalConfig,
  { silent }: Options,
): Promise<void> {
  const root = global[key]
  if (root === undefined || watch || watchAll) return
  const { client, narrator } = root
  try {
    const loss = await client.findLoss()
    if (loss !== undefined) throw loss
    if (!client.isConnected) return
    const summary = await client.endRun()
    narrator.summarise(summary, { isSilent: silent === true })
    if (summary.crashed > 0) failRun()
  } catch (error) {
    process.stderr.write(`\n${String(error)}\n`)
    failRun()
  } finally {
    await client.close()
  }
}

/** With `--forceExit`, Jest ends its process with the status of its tests, whatever `process.exitCode` says. */
function failRun(): void {
  process.exitCode = 1
  process.once('exit', (code) => {
    if (code === 0) process.exit(1)
  })
}

function createRoot(): Root {
  // Jest keeps the state of the run at the foot of the terminal.
  const narrator = new Narrator(process.stderr, { isShared: true })
  return { narrator, client: new Client('root', narrator) }
}

async function greet(client: Client, { logLevel }: Options): Promise<void> {
  await client.connect()
  if (logLevel === 'inherit') await client.followOutput()
}
