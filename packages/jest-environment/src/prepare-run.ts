import { nameRunner, prepareSupervisor } from '@mirakuru/core/client'

/** Lets the supervisor boot while Jest does. Whatever is wrong shows when somebody needs it. */
export function prepareRun(): void {
  nameRunner()
  prepareSupervisor().catch(() => undefined)
}
