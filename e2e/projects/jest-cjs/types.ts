import type { TcpHandle } from '@mirakuru/jest-environment'

declare module '@mirakuru/jest-environment' {
  interface Processes {
    redis: TcpHandle
    database: TcpHandle
  }
}
