export { KeeperLinks } from './keeper-link.js'
export { Keeping } from './keeping.js'
export { KeptProcess, type KeptProcessParts } from './kept-process.js'
