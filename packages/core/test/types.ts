// Checked by the compiler, never run.
import { expectTypeOf } from 'vitest'
import { createExecutor, readDeclarations, type SimpleExecutor } from '../src/index.js'
import type { Handle, NamedHandle, ProcessName, TcpHandle } from '../src/client/index.js'
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
