export {
  AlreadyRunningError,
  type AlreadyRunningFields,
  type Holder,
} from './already-running-error.js'
export { DeclarationError, type Problem } from './declaration-error.js'
export { ExecutorError, hideFields } from './executor-error.js'
export { joinFaults } from './join-faults.js'
export {
  describeEnd,
  describeFailure,
  describeUnexpectedEnd,
  formatDuration,
  listLastLines,
  shortenPath,
  type FailureReport,
} from './message.js'
export { ProcessCrashedError, type ProcessCrashedFields } from './process-crashed-error.js'
export { ProcessExitedWithError, type ProcessEndFields } from './process-exited-with-error.js'
export { ProcessFinishedWithError } from './process-finished-with-error.js'
export { SpawnError, type SpawnErrorFields } from './spawn-error.js'
export { SupervisorError, type SupervisorErrorFields } from './supervisor-error.js'
export { TimeoutExpiredError, type TimeoutExpiredFields } from './timeout-expired-error.js'
