import type { SupervisorFunctions } from '../../protocol/index.js'

/** The functions that clients may call; onlookers may not. */
export const clientFunctions: readonly (keyof SupervisorFunctions)[] = [
  'stay',
  'acquire',
  'expire',
  'release',
  'settle',
  'beginUse',
  'endUse',
  'retire',
  'call',
  'acknowledge',
  'attach',
  'followOutput',
  'restartChanged',
  'reportTests',
  'endRun',
]
