import { defineConfig } from '@playwright/test'

export default defineConfig({ workers: 2, timeout: 20_000 })
