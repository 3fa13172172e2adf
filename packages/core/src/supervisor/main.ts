// The program of the supervisor of a run, which the first of its clients starts detached (link/spawn-supervisor.ts),
// and of a keeper, which belongs to no run and holds processes that outlive runs.
import { fstatSync, lstatSync, readFileSync, writeSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { SupervisorArguments } from '../link/index.js'
import { OwnFolder } from '../internal/own-folder.js'
import { toPlainText } from '../internal/printable.js'
import { redactCommand } from '../internal/redact.js'
import {
  claimFolder,
  describeRendezvous,
  noteLogFile,
  noteProject,
  openRunFolder,
  readStartTime,
  type Rendezvous,
  type RunFolder,
  writeToken,
} from '../protocol/index.js'
import { Supervisor } from './supervisor.js'

const args = JSON.parse(process.argv[2] ?? '') as SupervisorArguments
if (args.nodeOptions !== undefined) process.env['NODE_OPTIONS'] = args.nodeOptions

const { keeps, logFile, isTraced } = args
const rendezvous = args.rendezvous ?? describeOwnRendezvous()
const folder = keeps === undefined ? openRunFolder(rendezvous) : makeFolder(keeps.key)
if (folder === undefined) throw new Error(`${rendezvous.folder} is gone already`)
// The standard output is the log file. A full disk, or a closed standard error, must not end the supervisor.
process.stderr.on('error', () => undefined)
const log = (line: string): void => {
  const text = `${new Date().toISOString()} ${redactCommand(toPlainText(line))}\n`
  try {
    writeSync(1, text)
  } catch {
    // there is no place to log it
  }
  if (isTraced) process.stderr.write(`mirakuru ${text}`)
}
const token = readFileSync(folder.at('token'), 'utf8')
const supervisor = new Supervisor({
  rendezvous,
  folder,
  logFile,
  logs: openLogs(),
  keptFolder: keeps?.folder,
  token,
  log,
})
const subject = keeps === undefined ? `runner ${rendezvous.runner.pid}` : keeps.folder
if (await supervisor.listen()) log(`supervisor ${process.pid} of ${subject}`)

/** A keeper is its own runner: its rendezvous ends with itself. */
function describeOwnRendezvous(): Rendezvous {
  const { pid } = process
  return describeRendezvous({ pid, startTime: readStartTime(pid) })
}

function makeFolder(project: string): RunFolder | undefined {
  const own = claimFolder(rendezvous)
  if (own === undefined) return undefined
  writeToken(own)
  if (logFile !== undefined) noteLogFile(own, logFile)
  noteProject(own, project)
  return own
}

/** Opens the folder that contains the standard output, and no other that has replaced it. */
function openLogs(): OwnFolder | undefined {
  if (logFile === undefined) return undefined
  try {
    const found = OwnFolder.open(dirname(logFile))
    if (found !== undefined && lstatSync(found.at(basename(logFile))).ino === fstatSync(1).ino)
      return found
    found?.close()
  } catch (error) {
    log(`there will be no logs of processes: ${String(error)}`)
  }
  return undefined
}
