import type { OnlookerFunctions } from '../../protocol/index.js'
import type { Onlooker, OnlookerHost } from './onlooker.js'

/**
 * What an onlooker may call. It brings the process table with it, and with that much more that clients need not wait for.
 *
 * @param gone - aborted when it has left
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
