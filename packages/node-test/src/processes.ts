/**
 * The processes of the block, for typed names in `useProcess('name')`.
 *
 * @example
 * ```ts
 * declare module '@mirakuru/node-test' {
 *   interface Processes {
 *     redis: TcpHandle
 *   }
 * }
 * ```
 */
// eslint-disable-next-line typescript/no-empty-interface -- users add to it
export interface Processes {}
