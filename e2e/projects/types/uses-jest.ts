// As a project for Jest does whose compiler knows no `exports`: `moduleResolution` is "node", or nothing is said.
import {
  httpExecutor,
  useProcess,
  type HttpHandle,
  type TcpHandle,
} from '@mirakuru/jest-environment'
import { globalSetup } from '@mirakuru/jest-environment/global'
import { createExecutor } from '@mirakuru/core'
import { tcpExecutor, type Declaration } from '@mirakuru/core/declaration'
import { TimeoutExpiredError } from '@mirakuru/core/errors'
import { postgres, redis } from '@mirakuru/services'

const db: TcpHandle = useProcess(postgres({ scope: 'test', migrate: 'npm run migrate' }))
const api: HttpHandle = useProcess(
  httpExecutor('node api.js', { env: { DB: '{db.url}' }, startTimeout: 5_000 }),
)
const cache: Declaration = redis({ keep: true })
const declared: Declaration = tcpExecutor('nc -lk {port}', { ports: ['more'] })

// @ts-expect-error: an option must be one that there is
redis({ scop: 'run' })

export const port: number | undefined = db.port
export const url: string | undefined = api.url
export const executors = [cache, declared].map((each) => createExecutor(each))
export const isLate = (error: unknown): boolean => error instanceof TimeoutExpiredError
export default globalSetup
