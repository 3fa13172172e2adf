import { expect, test as base } from '@playwright/test'
import { processes } from '@mirakuru/playwright'
import { note } from '../note.js'
import type { services } from './playwright.config.js'

const test = base.extend(processes<typeof services>())

export function declareTests(file: string): void {
  test(`${file} has the processes of the configuration`, async ({ api, db, ofTest, request }) => {
    expect(await (await request.get('/')).text()).toBe(String(api.pid))
    expect(await (await request.get('/env/DB')).text()).toBe(String(db.port))
    expect(await (await request.get(`${ofTest.url}env/DB`)).text()).toBe(String(db.port))
    note(`${file} has api ${api.pid} in worker ${process.pid}`)
  })
}

export { test }
