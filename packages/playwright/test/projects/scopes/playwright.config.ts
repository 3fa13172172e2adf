import { defineConfig } from '@playwright/test'

export default defineConfig({
  workers: 2,
  repeatEach: Number(process.env['REPEAT'] ?? 1),
  fullyParallel: false,
})
