// The supervisor of a run: started detached by the first of its clients, see client/spawn-supervisor.ts.
import { readFileSync, writeSync } from 'node:fs'
import type { Rendezvous } from '../protocol/index.js'
import { Supervisor } from './supervisor.js'

/** What the command line says. */
export interface SupervisorArguments {
  readonly rendezvous: Rendezvous
  readonly logFile: string
  /** What Node's own options were for the runner: for its processes, not for the supervisor. */
  readonly nodeOptions: string | undefined
  /** Whether a person follows what happens, on the standard error of the runner. */
  readonly isTraced: boolean
}

const args = JSON.parse(process.argv[2] ?? '') as SupervisorArguments
if (args.nodeOptions !== undefined) process.env['NODE_OPTIONS'] = args.nodeOptions

const { rendezvous, logFile, isTraced } = args
// The standard output is the log file. A disk that is full is no reason to let go of anything, nor is a trace that nobody reads.
process.stderr.on('error', () => undefined)
const log = (line: string): void => {
  const text = `${new Date().toISOString()} ${line}\n`
  try {
    writeSync(1, text)
  } catch {
    // nowhere to say so
  }
  if (isTraced) process.stderr.write(`mirakuru ${text}`)
}
const token = readFileSync(rendezvous.tokenFile, 'utf8')
// Beside its own log, under the same name.
const logFolder = logFile.endsWith('.log') ? logFile.slice(0, -'.log'.length) : undefined
const supervisor = new Supervisor({ rendezvous, logFile, logFolder, token, log })
if (await supervisor.listen()) log(`supervisor ${process.pid} of runner ${rendezvous.runner.pid}`)
