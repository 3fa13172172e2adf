// Checked by the compiler, never run.
import { expectTypeOf } from 'vitest'
import {
  createExecutor,
  externalServer,
  readDeclarations,
  resource,
  tcpExecutor,
  type Declaration,
  type Scope,
  type ScopeOptions,
  type SimpleExecutor,
} from '../src/index.js'
import type {
  HandleByKind,
  Handle,
  NamedHandle,
  ProcessName,
  ResourceHandle,
  TcpHandle,
} from '../src/client/index.js'
import type {
  AlreadyRunningError,
  DeclarationError,
  ExecutorError,
  ProcessCrashedError,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  SpawnError,
  SupervisorError,
  TimeoutExpiredError,
} from '../src/errors/index.js'

// The code of each class is a literal; that of the base, and of classes that users derive from it, may be any.
expectTypeOf<AlreadyRunningError['code']>().toEqualTypeOf<'ERR_ALREADY_RUNNING'>()
expectTypeOf<DeclarationError['code']>().toEqualTypeOf<'ERR_DECLARATION'>()
expectTypeOf<ProcessCrashedError['code']>().toEqualTypeOf<'ERR_PROCESS_CRASHED'>()
expectTypeOf<ProcessExitedWithError['code']>().toEqualTypeOf<'ERR_PROCESS_EXITED'>()
expectTypeOf<ProcessFinishedWithError['code']>().toEqualTypeOf<'ERR_PROCESS_FINISHED'>()
expectTypeOf<SpawnError['code']>().toEqualTypeOf<'ERR_SPAWN'>()
expectTypeOf<SupervisorError['code']>().toEqualTypeOf<'ERR_SUPERVISOR'>()
expectTypeOf<TimeoutExpiredError['code']>().toEqualTypeOf<'ERR_TIMEOUT_EXPIRED'>()
expectTypeOf<ExecutorError['code']>().toEqualTypeOf<string>()

export function narrow(error: SpawnError | TimeoutExpiredError): string | undefined {
  return error.code === 'ERR_SPAWN' ? error.errno : error.lastAttempt
}

// A file of declarations has the type of a block.
export const started: SimpleExecutor[] = Object.values(readDeclarations('services.json')).map(
  (declaration) => createExecutor(declaration),
)

// Spares are for what tests or files have for themselves, and what the run shares may outlive it.
tcpExecutor('redis-server', { spares: 2 })
tcpExecutor('redis-server', { scope: 'file', spares: 2 })
tcpExecutor('redis-server', { scope: 'run', keep: true, restartOn: 'schema.sql' })
tcpExecutor('redis-server', { keep: true })
// @ts-expect-error there is only one process of the run
tcpExecutor('redis-server', { scope: 'run', spares: 2 })
// @ts-expect-error there is only one process of a worker
tcpExecutor('redis-server', { scope: 'worker', spares: 2 })
// @ts-expect-error it ends with its test
tcpExecutor('redis-server', { scope: 'test', keep: true })
// @ts-expect-error it ends with its file
tcpExecutor('redis-server', { scope: 'file', restartOn: 'schema.sql' })
// @ts-expect-error no scope has both
tcpExecutor('redis-server', { spares: 2, keep: true })
expectTypeOf<{ executor: 'tcp'; command: 'x'; scope: Scope }>().toExtend<Declaration>()
const spared = { executor: 'tcp', command: 'x', spares: 1 } as const
expectTypeOf<typeof spared & { scope: 'test' }>().toExtend<Declaration>()
expectTypeOf<typeof spared & { scope: 'run' }>().not.toExtend<Declaration>()
expectTypeOf<{ scope: 'run'; keep: true }>().toExtend<ScopeOptions<'test'>>()
expectTypeOf<{ keep: true }>().not.toExtend<ScopeOptions<'test'>>()

// A resource is a part of a server that is declared or named, and is created and removed in some way.
const part = { create: 'c {id}', destroy: 'd {id}' } as const
resource({ ...part, server: tcpExecutor('srv {port}'), spares: 2 })
resource({ ...part, server: externalServer({ port: 1 }), agent: { command: 'a' }, template: {} })
resource({ ...part, server: 'pg', scope: 'run', keep: true })
// @ts-expect-error it is a part of nothing
resource(part)
// @ts-expect-error how is it removed?
resource({ server: 'pg', create: 'c' })
// @ts-expect-error a server is no command
resource({ ...part, server: ['srv'] })
// @ts-expect-error it has no banner: an agent says "ready"
resource({ ...part, server: 'pg', agent: { command: 'a', banner: 'b' } })
// @ts-expect-error the command that fills a template is called so
resource({ ...part, server: 'pg', template: { command: 'migrate' } })
// @ts-expect-error it ends with its test
resource({ ...part, server: 'pg', scope: 'test', keep: true })
// @ts-expect-error there is nothing to prepare
resource({ ...part, server: 'pg', prepare: 'c' })
// @ts-expect-error nothing is started
externalServer({ port: 1, command: 'srv' })
// @ts-expect-error nor started in advance
externalServer({ port: 1, scope: 'test', spares: 1 })
// @ts-expect-error nor started again
externalServer({ port: 1, onCrash: 'restart' })
expectTypeOf<HandleByKind['resource']>().toEqualTypeOf<ResourceHandle>()
expectTypeOf<HandleByKind['external']>().toEqualTypeOf<TcpHandle>()
expectTypeOf<ResourceHandle['id']>().toEqualTypeOf<string>()

// Until names have types, any is one.
expectTypeOf<ProcessName<object>>().toEqualTypeOf<string>()
expectTypeOf<NamedHandle<object, 'redis'>>().toEqualTypeOf<Handle>()
expectTypeOf<ProcessName<{ redis: TcpHandle }>>().toEqualTypeOf<'redis'>()
expectTypeOf<NamedHandle<{ redis: TcpHandle }, 'redis'>>().toEqualTypeOf<TcpHandle>()

// Whether a process runs is a promise, which TypeScript accepts for no condition but those of loops and of `!`.
/* eslint-disable typescript/no-misused-promises -- nor does lint */
export async function ask(handle: Handle): Promise<void> {
  if (await handle.running()) return
  // @ts-expect-error a promise is always true
  if (handle.running()) return
  // @ts-expect-error a promise is always true
  await (handle.running() ? handle.stop() : handle.start())
  // @ts-expect-error a promise is always true
  await (handle.running() && handle.stop())
}
