// Checked by the compiler, never run.
import { tcpExecutor as declareTcp } from '@mirakuru/core/declaration'
import { expectTypeOf } from 'vitest'
import { mirakuru, readDeclarations } from '../src/config.js'
import {
  externalServer,
  httpExecutor,
  resource,
  tcpExecutor,
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

// A fixture belongs to a test where it has no scope, and nothing of a test outlives it.
httpExecutor('node api.js', { spares: 2 })
httpExecutor('node api.js', { scope: 'run', keep: true })
// @ts-expect-error the scope of a fixture is "test"
httpExecutor('node api.js', { keep: true })
// @ts-expect-error there is only one process of the run
httpExecutor('node api.js', { scope: 'run', spares: 2 })

// The server of a resource may be what a factory of this package returns.
resource({ server: tcpExecutor('srv'), create: 'c', destroy: 'd', spares: 1 })
resource({ server: externalServer({ port: 1 }), create: 'c', destroy: 'd' })
resource({ server: 'pg', create: 'c', destroy: 'd' })
// @ts-expect-error a server is no command
resource({ server: ['srv'], create: 'c', destroy: 'd' })

// A block can have what its scopes allow.
mirakuru({ processes: { redis: declareTcp('redis-server', { keep: true }) } })
// @ts-expect-error there is only one process of the run
mirakuru({ processes: { redis: { executor: 'tcp', command: 'x', scope: 'run', spares: 2 } } })
// @ts-expect-error it ends with its test
mirakuru({ processes: { redis: { executor: 'tcp', command: 'x', scope: 'test', keep: true } } })

// A file of declarations is a block.
expectTypeOf(mirakuru).toBeCallableWith({ processes: readDeclarations('services.json') })

// The type of a handle follows from the name, the fixture or the declaration.
expectTypeOf(useProcess('api')).toEqualTypeOf<HttpHandle>()
expectTypeOf(useProcess('redis')).toEqualTypeOf<TcpHandle>()
expectTypeOf(useProcess(httpExecutor('node api.js'))).toEqualTypeOf<HttpHandle>()
expectTypeOf(useProcess(processes.redis)).toEqualTypeOf<TcpHandle>()
// @ts-expect-error once names have types, others do not compile
useProcess('typo')

// Variables for the code under test are texts, or removed.
mirakuru({ env: { URL: '{db.url}', GONE: null, ALSO: undefined } })
// @ts-expect-error a number is no text
mirakuru({ env: { PORT: 1 } })
