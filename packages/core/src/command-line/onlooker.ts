import type { Socket } from 'node:net'
import { SupervisorError } from '../errors/index.js'
import { Deadline } from '../internal/clock.js'
import {
  type Channel,
  type OnlookerFunctions,
  openChannel,
  type Rendezvous,
} from '../protocol/index.js'
import { tryToConnect } from '../link/index.js'

/** A connection without leases, whose end has no effect on the run. */
export interface OnlookerLink {
  readonly remote: Channel<OnlookerFunctions>['remote']
  /** Resolves when the supervisor has exited. */
  readonly ended: Promise<void>
  close(): void
}

/** How long a supervisor may take to respond. Milliseconds. */
const patience = 3_000

/**
 * Connects to the supervisor of a run, if there is one; never starts one.
 *
 * @throws {@link SupervisorError} when it does not respond, or has another version
 */
export async function joinAsOnlooker(rendezvous: Rendezvous): Promise<OnlookerLink | undefined> {
  const outcome = await tryToConnect(rendezvous, 'onlooker', new Deadline(patience))
  return 'socket' in outcome ? openLink(outcome.socket, outcome.logFile) : undefined
}

function openLink(socket: Socket, logFile: string): OnlookerLink {
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => undefined)
  const lose = (reason: string): void => {
    channel.close(new SupervisorError(`The run has ended: ${reason}`, { logFile }))
    socket.destroy()
  }
  const channel = openChannel<OnlookerFunctions>(
    socket,
    {},
    { onGarbage: ({ message }) => lose(message) },
  )
  void ended.then(() => lose('its supervisor has exited'))
  return { remote: channel.remote, ended, close: () => lose('this connection was closed') }
}
