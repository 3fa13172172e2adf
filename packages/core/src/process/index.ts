export { identify, isAlive, type ProcessIdentity } from './identity.js'
export { launch, type LaunchPlan } from './launch.js'
export { runCommand, type CommandResult } from './run-command.js'
export {
  describeHolder,
  findHolder,
  findListener,
  findUnixListener,
  holdsSocket,
} from './listener.js'
export { LiveProcess, type Exit } from './live-process.js'
export { ProcessLog, type ChunkListener } from './log.js'
export { terminateTree, type TerminationLadder } from './terminate.js'
