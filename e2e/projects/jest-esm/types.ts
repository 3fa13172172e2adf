import type { HandlesOf } from '@mirakuru/jest-environment'
import type { declared } from './processes.js'

declare global {
  namespace Mirakuru {
    interface Processes extends HandlesOf<typeof declared> {}
  }
}
