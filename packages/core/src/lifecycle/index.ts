export { makeExitStep } from './exit-step.js'
export {
  alreadyRunning,
  describeFinish,
  failedToPrepare,
  startCancelled,
  type Subject,
} from './failures.js'
export type { Goal } from './goal.js'
export { Life } from './life.js'
export { type ResolvedOptions, resolveOptions } from './resolve.js'
export type { Instance, Launched } from './instance.js'
export type { ReadinessStep } from './readiness-step.js'
export type { Deed } from './deed.js'
export type { Found, LentProcess } from './lent-process.js'
export {
  type CarryOutOptions,
  killAtOnce,
  lastWordsGrace,
  type LaunchOrder,
  type Startable,
  type StartOrder,
} from './start.js'
export { WatchedInstance } from './watched-instance.js'
export { withinDeadline } from './within-deadline.js'
export type { Running } from './state.js'
export { currentContext, type StartContext } from './start-context.js'
export { takeProcess } from './take.js'
export { tellsOfLoss } from './verdict.js'
export { waitForCondition, waitForOutput } from './wait.js'
