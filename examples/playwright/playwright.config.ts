import { defineConfig } from '@playwright/test'
import { httpExecutor, tcpExecutor, withProcesses } from '@mirakuru/playwright'

// Once for the whole run, however many workers there are: started before the tests, stopped after them.
export const services = {
  counter: tcpExecutor('node services/counter.js {port}'),
  api: httpExecutor('node services/api.js', {
    // A reference is a dependency: the counter is ready before, and stopped after.
    env: { PORT: '{port}', COUNTER: '{counter.host}:{counter.port}' },
    url: 'http://{host}:{port}/health',
  }),
}

export default defineConfig(
  withProcesses(services, {
    baseURL: 'api',
    testDir: 'tests',
    reporter: 'list',
  }),
)
