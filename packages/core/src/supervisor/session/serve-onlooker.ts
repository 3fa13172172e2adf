import type { OnlookerFunctions } from '../../protocol/index.js'
import type { Onlooker, OnlookerHost } from './onlooker.js'

/**
 * The functions that an onlooker may call. They load the process table on demand, so that clients do not wait for it.
 *
 * @param gone - aborted when it has disconnected
 */
export function serveOnlooker(host: OnlookerHost, gone: AbortSignal): OnlookerFunctions {
  const find = async (): Promise<Onlooker> =>
    new (await import('./onlooker.js')).Onlooker(host, gone)
  return {
    look: async () => (await find()).look(),
    stop: async (ids) => (await find()).stop(ids),
    untilGone: async (id) => (await find()).untilGone(id),
  }
}
