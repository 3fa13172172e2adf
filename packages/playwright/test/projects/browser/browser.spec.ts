import { expect, test as base } from '@playwright/test'
import { processes } from '@mirakuru/playwright'
import type { services } from './playwright.config.js'

const test = base.extend(processes<typeof services>())

test('shows what the server says', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button').click()
  await expect(page.locator('p')).toHaveText('hello')
})

test('ends with the server', async ({ page }) => {
  await page.goto('/')
  await page.evaluate("fetch('/exit').catch(() => undefined)")
  await expect(page.locator('p')).toHaveText('never', { timeout: 0 })
})
