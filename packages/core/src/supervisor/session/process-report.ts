import { lifeOf } from '../../executors/index.js'
import { LiveProcess } from '../../process/index.js'
import { redact, redactValues } from '../../internal/redact.js'
import type { ProcessReport } from '../../protocol/index.js'
import type { Service } from '../service/index.js'

/** The report of a process for an onlooker; `memory` is keyed by mark. */
export function reportProcess(
  service: Service,
  memory: ReadonlyMap<string, number>,
): ProcessReport {
  const { id, plan, executor, heldBy, logFile } = service
  const { process } = lifeOf(executor)
  const state = describeState(service)
  const isThere = process !== undefined && !['stopped', 'crashed', 'done'].includes(state)
  const { snapshot } = service
  return {
    ...snapshot,
    url: snapshot.url === undefined ? undefined : redact(snapshot.url),
    captures: redactValues(snapshot.captures),
    id,
    scope: plan.scope,
    state,
    startedAt: isThere ? process.launchedAt : undefined,
    memory: isThere ? memory.get(readMark(process)) : undefined,
    heldBy,
    outputFile: logFile,
  }
}

function readMark(process: unknown): string {
  return process instanceof LiveProcess ? process.mark : ''
}

function describeState({ life: { is: phase }, executor }: Service): ProcessReport['state'] {
  const life = lifeOf(executor)
  if (phase === 'ending') return 'stopping'
  if (phase === 'starting' || life.progress?.step !== undefined) return 'starting'
  if (executor.running()) return 'ready'
  if (life.isDone) return 'done'
  return life.hasCrashed ? 'crashed' : 'stopped'
}
