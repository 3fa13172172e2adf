export { prepareToLaunch } from '../../process/index.js'
export { awaitEarlierRuns } from './await-earlier-runs.js'
export { Registry } from './registry.js'
export type { Client } from './request-key.js'
