import { defineConfig } from '@playwright/test'
import { httpExecutor, withProcesses } from '@mirakuru/playwright'

const serves = ['node', '../../programs/serves.mjs', '{port}']

export const services = { api: httpExecutor(serves) }

export default defineConfig(withProcesses(services, { baseURL: 'api', workers: 1 }))
