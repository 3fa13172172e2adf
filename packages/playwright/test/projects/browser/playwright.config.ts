import { defineConfig } from '@playwright/test'
import { httpExecutor, withProcesses } from '@mirakuru/playwright'

const switches = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const services = { site: httpExecutor('node site.mjs {port}') }

export default defineConfig(
  withProcesses(services, {
    baseURL: 'site',
    workers: 1,
    timeout: 20_000,
    use: { launchOptions: { executablePath: '/usr/bin/chromium', args: switches } },
  }),
)
