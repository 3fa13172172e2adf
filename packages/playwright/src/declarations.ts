import { refuseAsFixture } from '@mirakuru/core/adapter'
import * as core from '@mirakuru/core/declaration'

const refuse = refuseAsFixture('wrap it in processes(), as in processes({ api: httpExecutor(…) })')

/** Declares a process that is ready when it answers an HTTP request. */
export const httpExecutor: typeof core.httpExecutor = refuse(core.httpExecutor)
/** Declares a container of an image, run by docker or podman. */
export const containerExecutor: typeof core.containerExecutor = refuse(core.containerExecutor)
/** Declares a server that runs already, such as a service container of a CI. */
export const externalServer: typeof core.externalServer = refuse(core.externalServer)
/** Declares a process that is ready when its output matches `banner`. */
export const outputExecutor: typeof core.outputExecutor = refuse(core.outputExecutor)
/** Declares a process that is ready when a file exists. */
export const pidExecutor: typeof core.pidExecutor = refuse(core.pidExecutor)
/** Declares a part of a server, such as a database, with the life of a process. */
export const resource: typeof core.resource = refuse(core.resource)
/** Declares a process that is ready as soon as it is started, or, with `oneShot`, when it has exited with code 0. */
export const simpleExecutor: typeof core.simpleExecutor = refuse(core.simpleExecutor)
/** Declares a process that is ready when it accepts TCP connections. */
export const tcpExecutor: typeof core.tcpExecutor = refuse(core.tcpExecutor)
/** Declares a process that is ready when a unix socket accepts connections. */
export const unixSocketExecutor: typeof core.unixSocketExecutor = refuse(core.unixSocketExecutor)
