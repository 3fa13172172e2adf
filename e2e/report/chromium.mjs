import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** Where the system has a Chromium; `undefined` where it has none, unless there has to be one. */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))
  if (found === undefined && process.env.MIRAKURU_E2E_REQUIRE_SERVICES === '1')
    throw new Error('There is no Chromium in PATH; Debian has it in the package chromium')
  return found
}

/** Its sandbox refuses to work for root, and what it opens here is our own. */
export function launch(executablePath) {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
}
