// Checked by the compiler, never run.
import { expectTypeOf } from 'vitest'
import {
  defineProcesses,
  httpExecutor,
  readDeclarations,
  simpleExecutor,
  useProcess,
  type Handle,
  type HandlesOf,
  type HttpHandle,
  type TcpHandle,
} from '../src/index.js'

declare module '../src/index.js' {
  interface Processes {
    typed: TcpHandle
  }
}

// The type of a handle follows from the name or the declaration.
expectTypeOf(useProcess('typed')).toEqualTypeOf<TcpHandle>()
// @ts-expect-error once names have types, others do not compile
useProcess('another')
expectTypeOf(useProcess(httpExecutor('node api.js'))).toEqualTypeOf<HttpHandle>()
expectTypeOf(useProcess(simpleExecutor('node worker.js'))).toEqualTypeOf<Handle>()

// Defined processes have the types of their handles.
const processes = defineProcesses({
  vite: { executor: 'output', command: 'vite', banner: /ready/ },
  api: { executor: 'http', command: ['node', 'api.js'], scope: 'file' },
})
type Handles = HandlesOf<typeof processes>
expectTypeOf<Handles['vite']>().toEqualTypeOf<Handle>()
expectTypeOf<Handles['api']>().toEqualTypeOf<HttpHandle>()
expectTypeOf(processes.vite.banner).not.toExtend<RegExp>()

// A block can have what its scopes allow.
defineProcesses({ redis: { executor: 'tcp', command: 'x', scope: 'file', spares: 2 } })
// @ts-expect-error there is only one process of the run
defineProcesses({ redis: { executor: 'tcp', command: 'x', scope: 'run', spares: 2 } })
// @ts-expect-error it ends with its test
defineProcesses({ redis: { executor: 'tcp', command: 'x', scope: 'test', keep: true } })

// A file of declarations is a block.
expectTypeOf(defineProcesses).toBeCallableWith(readDeclarations('services.json'))

// An output executor needs a banner.
const incomplete = { executor: 'output', command: 'vite' } as const
expectTypeOf({ vite: incomplete }).not.toExtend<Parameters<typeof defineProcesses>[0]>()

// Only what waits for no other sign can be a step that ends.
const step = { executor: 'simple', command: 'npm run migrate', oneShot: true } as const
expectTypeOf({ step }).toExtend<Parameters<typeof defineProcesses>[0]>()
expectTypeOf<NonNullable<Parameters<typeof simpleExecutor>[1]>>().toHaveProperty('oneShot')
expectTypeOf<NonNullable<Parameters<typeof httpExecutor>[1]>>().not.toHaveProperty('oneShot')
