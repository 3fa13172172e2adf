import { createExecutor, TimeoutExpiredError, type SimpleExecutor } from '@mirakuru/core'
import type { Declaration } from '@mirakuru/core/declaration'

/** What is started, and how long it may take. */
export interface StartRequest {
  readonly declaration: Declaration
  /** Milliseconds that the test leaves for it; `undefined` when the test sets no limit. */
  readonly limit: number | undefined
  /** The test's own time limit in ms, for the message. */
  readonly testTimeout: number | undefined
  /** Cancels the start. */
  readonly signal: AbortSignal | undefined
}

const defaultStartTimeout = 60_000

/**
 * Starts what was declared, in less time than the test has left, so that the error shown is the one that explains.
 *
 * @throws what {@link SimpleExecutor.start} throws
 */
export async function startWithin(request: StartRequest): Promise<SimpleExecutor> {
  const { declaration, limit = Infinity, signal } = request
  const wanted = declaration.startTimeout ?? defaultStartTimeout
  if (limit >= wanted) return createExecutor(declaration).start({ signal })
  try {
    return await createExecutor({ ...declaration, startTimeout: limit }).start({ signal })
  } catch (error) {
    if (error instanceof TimeoutExpiredError) nameTheLimit(error, request.testTimeout ?? limit)
    throw error
  }
}

/** The start had to end before its own time-out: say which setting would have let it go on. */
function nameTheLimit(error: TimeoutExpiredError, testTimeout: number): void {
  const hint = `  the test that needs it may take ${testTimeout / 1000} s, its set-up included: raise testTimeout, or the timeout of this test`
  const [headline, ...rest] = error.message.split('\n')
  error.message = [headline, hint, ...rest].join('\n')
}
