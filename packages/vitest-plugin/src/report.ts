import type { RunnerTask } from 'vitest'
import type { ProcessUse } from '@mirakuru/core/adapter'
import type { Handle } from '@mirakuru/core/client'
import type { Scope } from '@mirakuru/core/declaration'

/** What a reporter can tell of a process that was started for a test. */
export interface StartReport {
  /** How messages call it. */
  readonly name: string
  /** Where it serves: a URL, `host:port`, the path of a socket; `undefined` when it serves nowhere. */
  readonly address: string | undefined
  /** Who shares it. */
  readonly scope: Scope
  /** Milliseconds from the start to readiness. */
  readonly readyAfter: number
}

declare module 'vitest' {
  interface TaskMeta {
    /** The processes that were started while this test was set up. */
    mirakuru?: StartReport[]
  }
}

/** Writes a start into the test's `meta`, where Vitest hands it to every reporter. */
export function reportStart(
  test: RunnerTask | undefined,
  { held, scope }: ProcessUse,
  readyAfter: number,
): void {
  if (test === undefined || held === undefined) return
  const reports = (test.meta.mirakuru ??= [])
  reports.push({ name: held.name, address: findAddress(held), scope, readyAfter })
}

function findAddress({ url, host, port, socketPath }: Handle): string | undefined {
  if (url !== undefined) return hideUser(url)
  return port === undefined ? socketPath : `${host ?? '127.0.0.1'}:${port}`
}

/** Reports end up where everybody may read them. Some clients take a mere `host:port`. */
function hideUser(url: string): string {
  if (!URL.canParse(url)) return url
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
