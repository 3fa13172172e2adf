export { KeeperLinks } from './keeper-link.js'
export { IdlePolicy } from './idle-policy.js'
export { KeptProcess, type KeptProcessParts } from './kept-process.js'
