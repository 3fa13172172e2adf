// Draws docs/report.png, the picture of a report on its page: node report/picture.mjs in this package, with Chromium.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { OwnFolder } from '../../packages/core/dist/internal/own-folder.js'
import { writeReport } from '../../packages/core/dist/report/index.js'
import { findChromium, launch } from './chromium.mjs'
import { makeExampleRun } from './made-run.mjs'

const folder = mkdtempSync(join(tmpdir(), 'mirakuru-picture-'))
const browser = await launch(findChromium())
try {
  const file = writeReport(OwnFolder.make(join(folder, 'report'), 0o700), makeExampleRun())
  const page = await browser.newPage({ viewport: { width: 1160, height: 640 } })
  await page.goto(pathToFileURL(file).href)
  await page.locator('#details').getByText('mail #5').click()
  await page.screenshot({ path: fileURLToPath(new URL('../../docs/report.png', import.meta.url)) })
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}
