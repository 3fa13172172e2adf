// What tests import, in either module system. It depends on nothing else, because what a test may load depends on its
// transforms and on flags of Node; a configuration imports it as well.
import type { Handle, HandleByKind, NamedHandle, ProcessName } from '@mirakuru/core/client' with {
  'resolution-mode': 'import',
}
import type { Declaration, ExecutorKind } from '@mirakuru/core/declaration' with {
  'resolution-mode': 'import',
}
import { describeMissing, findBridge } from './find-bridge.cjs'

/**
 * The processes of the configuration, for typed names in `useProcess('name')`. Once it has some, others do not compile.
 *
 * @example
 * ```ts
 * declare module '@mirakuru/jest-environment' {
 *   interface Processes {
 *     redis: TcpHandle
 *   }
 * }
 * ```
 */
// eslint-disable-next-line typescript/no-empty-interface -- users add to it
export interface Processes {}

/**
 * Holds a process for the tests of this file, or of the `describe` block it is called in: one of the configuration by
 * name, or one that is declared here, whose default scope is `file`. With scope `test` every test gets its own.
 *
 * It is started before the hooks and tests that can use it. If that fails, these tests fail, each with the reason.
 *
 * @returns a handle that can be used once the first hook runs
 * @throws Error when the test environment is another one, and when it is called in a test or a hook
 * @example
 * ```ts
 * const redis = useProcess('redis')
 * const mail = useProcess(tcpExecutor('node smtp.js {port}'))
 *
 * test('delivers', async () => {
 *   expect(await mail.output()).toContain('ready')
 * })
 * ```
 */
export function useProcess<Kind extends ExecutorKind>(
  declaration: Declaration<Kind>,
): HandleByKind[Kind]
export function useProcess<Name extends ProcessName<Processes>>(
  name: Name,
): NamedHandle<Processes, Name>
export function useProcess(wanted: unknown): Handle {
  const bridge = findBridge()
  if (bridge === undefined) throw describeMissing(useProcess)
  return bridge.useProcess(wanted, useProcess)
}

// With `automock`, Jest would replace them: see keep-actual.cts.
Object.defineProperty(useProcess, Symbol.for('mirakuru.actual'), { value: true })
