import type { ResolvedOptions } from '../lifecycle/index.js'

/** Why an image is used where a program was searched for: a hint for errors of the engine. */
export function explainImage(container: ResolvedOptions['container']): readonly string[] {
  const reason = container?.insteadOf
  return reason === undefined ? [] : [`an image is used because ${reason}`]
}
