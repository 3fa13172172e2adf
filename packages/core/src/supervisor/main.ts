// The supervisor of a run: started detached by the first of its clients, see client/spawn-supervisor.ts. Or a keeper, that
// belongs to no run and holds what outlives them.
import { readFileSync, writeSync } from 'node:fs'
import type { SupervisorArguments } from '../client/spawn-supervisor.js'
import { toPlainText } from '../internal/printable.js'
import { redactCommand } from '../internal/redact.js'
import {
  claimFolder,
  describeRendezvous,
  noteLogFile,
  noteProject,
  readStartTime,
  writeToken,
  type Rendezvous,
} from '../protocol/index.js'
import { Supervisor } from './supervisor.js'

const args = JSON.parse(process.argv[2] ?? '') as SupervisorArguments
if (args.nodeOptions !== undefined) process.env['NODE_OPTIONS'] = args.nodeOptions

const { keeps, logFile, isTraced } = args
const rendezvous = args.rendezvous ?? openRendezvous(keeps?.key ?? '')
// The standard output is the log file. A disk that is full is no reason to let go of anything, nor is a trace that nobody reads.
process.stderr.on('error', () => undefined)
const log = (line: string): void => {
  const text = `${new Date().toISOString()} ${redactCommand(toPlainText(line))}\n`
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
const supervisor = new Supervisor({
  rendezvous,
  logFile,
  keptFolder: keeps?.folder,
  logFolder,
  token,
  log,
})
const subject = keeps === undefined ? `runner ${rendezvous.runner.pid}` : keeps.folder
if (await supervisor.listen()) log(`supervisor ${process.pid} of ${subject}`)

/** A keeper is its own runner: it lives as long as itself. */
function openRendezvous(project: string): Rendezvous {
  const { pid } = process
  const own = describeRendezvous({ pid, startTime: readStartTime(pid) })
  claimFolder(own)
  noteLogFile(own, logFile)
  writeToken(own)
  noteProject(own, project)
  return own
}
