import type { TcpHandle } from '@mirakuru/jest-environment'

declare global {
  namespace Mirakuru {
    interface Processes {
      redis: TcpHandle
      database: TcpHandle
    }
  }
}
