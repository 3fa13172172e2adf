// Checked by the compiler, never run.
import { tcpExecutor as declareTcp } from '@mirakuru/core/declaration'
import { expectTypeOf } from 'vitest'
import { mirakuru, readDeclarations } from '../src/config.js'
import {
  httpExecutor,
  useProcess,
  type HandlesOf,
  type HttpHandle,
  type TcpHandle,
} from '../src/index.js'

const processes = { redis: declareTcp('redis-server --port {port} --dir {tmp}') }

declare module '../src/index.js' {
  interface Processes extends HandlesOf<typeof processes> {
    api: HttpHandle
  }
}

// A file of declarations is a block.
expectTypeOf(mirakuru).toBeCallableWith({ processes: readDeclarations('services.json') })

// The type of a handle follows from the name, the fixture or the declaration.
expectTypeOf(useProcess('api')).toEqualTypeOf<HttpHandle>()
expectTypeOf(useProcess('redis')).toEqualTypeOf<TcpHandle>()
expectTypeOf(useProcess(httpExecutor('node api.js'))).toEqualTypeOf<HttpHandle>()
expectTypeOf(useProcess(processes.redis)).toEqualTypeOf<TcpHandle>()
// @ts-expect-error once names have types, others do not compile
useProcess('typo')
