import type { HandlesOf } from '@mirakuru/jest-environment'
import type { declared } from './processes.js'

declare module '@mirakuru/jest-environment' {
  interface Processes extends HandlesOf<typeof declared> {}
}
