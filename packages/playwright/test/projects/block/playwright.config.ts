import { defineConfig } from '@playwright/test'
import { httpExecutor, withProcesses } from '@mirakuru/playwright'

const serves = ['node', '../../programs/serves.mjs', '{port}']

export const services = {
  db: httpExecutor([...serves, 'db']),
  api: httpExecutor([...serves, 'api'], { env: { DB: '{db.port}' } }),
  ofTest: httpExecutor([...serves, 'ofTest'], { scope: 'test', env: { DB: '{db.port}' } }),
  broken: httpExecutor('node -e "process.exit(3)"', { scope: 'test' }),
}

const { BASE = 'api', BROKEN, OPTIONS = '{}' } = process.env
const started = BROKEN === undefined ? {} : { alsoBroken: { ...services.broken, scope: 'run' } }

export default defineConfig(
  withProcesses(
    { ...services, ...(started as object) },
    {
      baseURL: BASE as 'api',
      workers: 2,
      timeout: 20_000,
      globalSetup: './set-up.ts',
      report: process.env['TIMELINE'] !== undefined,
      retries: Number(process.env['RETRIES'] ?? 0),
      ...(JSON.parse(OPTIONS) as object),
    },
  ),
)
