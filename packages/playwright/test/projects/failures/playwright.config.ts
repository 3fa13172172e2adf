import { defineConfig } from '@playwright/test'

export default defineConfig({ workers: 1, timeout: 20_000, retries: 1 })
