export type { Exit } from './exit.js'
export { Family } from './family.js'
export { identify, isAlive, isUnused, type ProcessIdentity } from './identity.js'
export { launch, prepareToLaunch } from './launch.js'
export {
  describeHolder,
  findHolder,
  findListener,
  findListeners,
  findUnixListener,
  findUnixSocket,
  hasUnaccepted,
  holdsSocket,
  listListeners,
} from './listener.js'
export { ownerLabel } from './container-script.js'
export { type Child, LiveProcess } from './live-process.js'
export { type ChunkListener, type FinishListener, ProcessLog } from './log.js'
export { measureTrees } from './memory.js'
export type { KeptFolder } from './guardian.js'
export { owner } from './owner.js'
export { findOwnerFolder } from './owner-folder.js'
export { locatePrivateFolder, makePrivateFolder, removePrivateFolder } from './private-folder.js'
export { removeFolder, removeWithin } from './remove-folder.js'
export { makeCommandLog, runCommand } from './run-command.js'
export { isAbandoned, makeResourceId } from './resource-id.js'
export {
  findGuardedOwners,
  findOwners,
  findStrays,
  killStrays,
  readMark,
  seesMarks,
} from './strays.js'
export { terminateTree, type TerminationLadder } from './terminate.js'
export { explainUnexpanded } from './unexpanded.js'
export { findUser } from './user.js'
export { watchDescriptors } from './watch-descriptors.js'
