import { defineConfig } from '@playwright/test'
import { httpExecutor, withProcesses } from '@mirakuru/playwright'

const stubborn = ['node', '../../programs/stubborn.mjs', '{port}', '{name}']

const services = { ofRun: httpExecutor(stubborn, { stopTimeout: 300 }) }
const common = { workers: 2, timeout: 0 }

export default defineConfig(
  process.env['BLOCK'] === 'no' ? common : withProcesses(services, common),
)
