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
}

const args = JSON.parse(process.argv[2] ?? '') as SupervisorArguments
if (args.nodeOptions !== undefined) process.env['NODE_OPTIONS'] = args.nodeOptions

const { rendezvous, logFile } = args
// Both outputs are the log file. A disk that is full is no reason to let go of anything.
const log = (line: string): void => {
  try {
    writeSync(1, `${new Date().toISOString()} ${line}\n`)
  } catch {
    // nowhere to say so
  }
}
const token = readFileSync(rendezvous.tokenFile, 'utf8')
// Beside its own log, under the same name.
const logFolder = logFile.endsWith('.log') ? logFile.slice(0, -'.log'.length) : undefined
const supervisor = new Supervisor({ rendezvous, logFile, logFolder, token, log })
if (await supervisor.listen()) log(`supervisor ${process.pid} of runner ${rendezvous.runner.pid}`)
