export { Family } from './family.js'
export { identify, isAlive, isUnused } from './identity.js'
export { launch } from './launch.js'
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
export { LiveProcess, type Exit } from './live-process.js'
export { ProcessLog } from './log.js'
export { measureTrees } from './memory.js'
export { locatePrivateFolder, makePrivateFolder, removePrivateFolder } from './private-folder.js'
export { removeWithin } from './remove-folder.js'
export { makeCommandLog, runCommand } from './run-command.js'
export { pipeMaker } from './standard-streams.js'
export { terminateTree } from './terminate.js'
export { explainUnexpanded } from './unexpanded.js'
export { findUser } from './user.js'
