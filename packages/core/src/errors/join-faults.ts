import type { Outcome } from '../internal/outcome.js'
import { endWithPage } from './page.js'

/** The error to throw when something else failed after a function: neither error hides the other. */
export function joinFaults(outcome: Outcome<unknown> | undefined, later: unknown): unknown {
  if (outcome === undefined || !('fault' in outcome)) return later
  const faults = [outcome.fault, later]
  const [first = '', second] = faults.map((each) =>
    each instanceof Error ? each.message : String(each),
  )
  const next = first.includes('\n') ? '\nAfter that: ' : '; and after that: '
  return new AggregateError(faults, endWithPage(`${first}${next}${second}`), {
    cause: outcome.fault,
  })
}
