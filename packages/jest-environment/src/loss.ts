import type { Circus } from '@jest/types'
import { findClient } from './worker.js'

let isTold = false

/**
 * At the end of a file: one in which the run has lost its processes does not pass, even if none of its tests asks for them
 * any more, was retried, or was expected to fail.
 *
 * @param root - the block of the whole file
 * @returns what the last test is to fail with, where none has failed; once in a worker
 */
export async function findUntoldLoss(root: Circus.DescribeBlock): Promise<Error | undefined> {
  const loss = isTold ? undefined : await findClient().findLoss()
  if (loss === undefined) return undefined
  isTold = true
  return hasFailed(root) ? undefined : loss
}

function hasFailed({ children }: Circus.DescribeBlock): boolean {
  return children.some((child) =>
    child.type === 'describeBlock' ? hasFailed(child) : child.errors.length > 0,
  )
}
