import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { execa } from 'execa'
import { setup, teardown } from 'jest-dev-server'
import waitOn from 'wait-on'
import { findProgram, readMoment } from '../places.mjs'
import { canConnect } from './raw.mjs'

const require = createRequire(import.meta.url)
const node24 = fileURLToPath(
  new URL(`../../node24/node_modules/node-linux-${process.arch}/bin/node`, import.meta.url),
)

/** wait-on, as people use it beside a process they started. */
export async function startAndWaitOn({ args }, resource) {
  const subprocess = execa(args[0], args.slice(1), { reject: false, detached: true })
  await waitOn({ resources: [resource], proxy: false })
  return () => endGroup(subprocess)
}

/** What people write by hand: execa, and an attempt to connect every 50 ms. */
export async function startAndConnect({ args, target }) {
  const subprocess = execa(args[0], args.slice(1), { reject: false, detached: true })
  while (!(await canConnect(target))) await pause(50)
  return () => endGroup(subprocess)
}

async function endGroup(subprocess) {
  process.kill(-subprocess.pid, 'SIGTERM')
  await subprocess
}

/** jest-dev-server, with its defaults but for the question what to do with a used port. */
export async function startJestDevServer({ args, target }, protocol) {
  const servers = await setup({
    command: args.join(' '),
    port: target,
    host: '127.0.0.1',
    protocol,
    usedPortAction: 'error',
  })
  return () => teardown(servers)
}

/** Whether the Node that start-server-and-test 3 needs is installed. */
export const canStartServerAndTest = existsSync(node24)

/** start-server-and-test: the moment it starts the tests. */
export async function runStartServerAndTest({ args, target, folder }) {
  const file = join(folder, 'announced')
  const test = `node ${findProgram('tells-moment.mjs')} ${file}`
  const manifest = dirname(require.resolve('start-server-and-test/package.json'))
  const cli = join(manifest, 'src/bin/start.js')
  await runToEnd(node24, [cli, args.join(' '), `http://127.0.0.1:${target}`, test], folder)
  return readMoment(file)
}

const spec = `import { test } from '@playwright/test'
test('nothing', () => undefined)
`
const globalSetup = `import { writeFileSync } from 'node:fs'
export default () => {
  writeFileSync(process.env.ANNOUNCED, process.hrtime.bigint() + '\\n')
  throw new Error('measured; the test itself is of no interest and takes seconds')
}
`

/** Playwright's webServer: the moment of the global set-up, which comes right after it. */
export async function runPlaywright({ args, target, folder }, option) {
  const file = join(folder, 'announced')
  const webServer = { command: args.join(' '), ...option(target) }
  const config = { webServer, globalSetup: './set-up.mjs', reporter: 'dot', outputDir: './results' }
  writeFileSync(join(folder, 'nothing.spec.mjs'), spec)
  writeFileSync(join(folder, 'set-up.mjs'), globalSetup)
  writeFileSync(join(folder, 'playwright.config.mjs'), `export default ${JSON.stringify(config)}`)
  const cli = require.resolve('@playwright/test/cli')
  await runToEnd(process.execPath, [cli, 'test'], folder, { ANNOUNCED: file })
  return readMoment(file)
}

async function runToEnd(command, args, cwd, env = {}) {
  const child = spawn(command, args, { cwd, stdio: 'ignore', env: { ...process.env, ...env } })
  await once(child, 'exit')
}
