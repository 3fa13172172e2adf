import type { Command, ExecOptions, Pattern } from '../../declaration/index.js'
import { ExecutorError } from '../../errors/index.js'
import { pause } from '../../internal/clock.js'
import type { ContainerExecutor, SimpleExecutor } from '../../executors/index.js'
import type { MatchMessage, ProcessCalls } from '../../protocol/index.js'
import type { Lease, Service } from '../service/index.js'

/** The process of a call, and what else the call needs. */
export interface CallContext {
  readonly service: Service
  /** The lease of the caller; onlookers have none. */
  readonly lease: Lease<Service> | undefined
  /** Runs a function of the client. */
  readonly callBack: (callback: string) => Promise<boolean>
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
}

/** Milliseconds. */
const arrivalGrace = 10

type Call = (context: CallContext, ...args: never[]) => unknown

/** Every call, mapped to the methods of the executor. */
const calls: { readonly [Method in keyof ProcessCalls]: Call } = {
  start: ({ service, lease }) => service.life.startAgain(lease?.holder),
  // Synchronous, so that the next call finds it stopping already.
  stop: ({ service }, options?: Parameters<SimpleExecutor['stop']>[0]) =>
    service.life.cancelStart() ?? use(service, (executor) => executor.stop(options)),
  kill: ({ service }, options?: Parameters<SimpleExecutor['kill']>[0]) =>
    service.life.cancelStart() ?? use(service, (executor) => executor.kill(options)),
  restart: ({ service, lease }) =>
    service.life.interrupt(lease?.holder, async (executor) => void (await executor.restart())),
  pause: ({ service }) => use(service, (executor) => executor.pause()),
  resume: ({ service }) => use(service, (executor) => executor.resume()),
  exec: ({ service, signal }, command: Command, options?: ExecOptions) => {
    const { executor } = service
    if (isContainer(executor)) return executor.exec(command, { ...options, signal })
    throw new ExecutorError(`Cannot run a command in "${executor.name}": it is no container`)
  },
  running: ({ service }) => service.executor.running(),
  output: ({ service }) => service.executor.output(),
  errOutput: ({ service }) => service.executor.errOutput(),
  log: ({ service }) => service.executor.log(),
  logSince: async ({ service }, from: number, lines: number) => {
    // Output that was printed before the request may arrive after it.
    await pause(arrivalGrace)
    return service.listSlices(from, lines)
  },
  waitForOutput: async (
    { service, lease, signal },
    pattern: Pattern,
    options?: Parameters<SimpleExecutor['waitForOutput']>[1],
  ) => {
    const wait = (executor: SimpleExecutor): Promise<RegExpExecArray> =>
      executor.waitForOutput(pattern, { ...options, signal })
    return describeMatch(await service.watch(lease, wait))
  },
  waitFor: (
    { service, lease, signal, callBack },
    callback: string,
    options?: Parameters<SimpleExecutor['waitFor']>[1],
  ) =>
    service.watch(lease, (executor) =>
      executor.waitFor(() => callBack(callback), { ...options, signal }),
    ),
  stopped: ({ service, lease, callBack }, callback: string) =>
    service.life.interrupt(lease?.holder, async (executor) => {
      await executor.stopped(() => callBack(callback))
    }),
}

/** Carries out a call. The client is not trusted to send a valid method. */
export async function carryOut(
  method: string,
  args: readonly unknown[],
  context: CallContext,
): Promise<unknown> {
  const call = Object.hasOwn(calls, method) ? calls[method as keyof ProcessCalls] : undefined
  if (call === undefined) throw new TypeError(`There is no call "${method}"`)
  return await call(context, ...(args as never[]))
}

/** Without its class: a supervisor loads the executors with its first process. */
function isContainer(executor: SimpleExecutor): executor is ContainerExecutor {
  return 'exec' in executor
}

/** Drops the executor that its methods return: it cannot be serialized. */
async function use(
  service: Service,
  run: (executor: SimpleExecutor) => Promise<SimpleExecutor>,
): Promise<void> {
  await service.life.use(run)
}

function describeMatch(match: RegExpExecArray): MatchMessage {
  const { index, input, groups } = match
  return { texts: [...match], index, input, groups }
}
