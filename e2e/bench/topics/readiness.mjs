import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  HttpExecutor,
  OutputExecutor,
  PidExecutor,
  TcpExecutor,
  UnixSocketExecutor,
} from '@mirakuru/core'
import { startOwn } from '../contenders/own.mjs'
import {
  answersHead,
  canConnect,
  hasContent,
  startAndListen,
  startAndLoop,
} from '../contenders/raw.mjs'
import {
  canStartServerAndTest,
  runPlaywright,
  runStartServerAndTest,
  startAndConnect,
  startAndWaitOn,
  startJestDevServer,
} from '../contenders/tools.mjs'
import { interleave, seldom } from '../interleave.mjs'
import { findFreePort, findProgram, readMoment, withFolder } from '../places.mjs'
import { tableOf } from '../table.mjs'

const program = findProgram('becomes-ready.mjs')
const note =
  'From the moment a server listens (a banner is printed, a pid file written) to the moment the tool says so. ' +
  'Servers begin 50 to 500 ms after their start, the same delays for all.'

const start =
  (tool, ...options) =>
  (server) =>
    tool(server, ...options.map((option) => option(server)))

const tcp = {
  TcpExecutor: startOwn(TcpExecutor, (port) => ({ port })),
  'a loop of connects, every ms': (server) => startAndLoop(server, () => canConnect(server.target)),
  'execa and a loop, every 50 ms': startAndConnect,
  'wait-on tcp:': start(startAndWaitOn, ({ target }) => `tcp:127.0.0.1:${target}`),
  'jest-dev-server tcp': start(startJestDevServer, () => 'tcp'),
}
const http = {
  HttpExecutor: startOwn(HttpExecutor, (port) => ({ port })),
  'a loop of HEAD, every ms': (server) => startAndLoop(server, () => answersHead(server.target)),
  'wait-on http:': start(startAndWaitOn, ({ target }) => `http://127.0.0.1:${target}`),
  'jest-dev-server http': start(startJestDevServer, () => 'http'),
}
const output = {
  OutputExecutor: startOwn(OutputExecutor, () => ({ banner: 'it is ready' })),
  'the first output, as an event': startAndListen,
}
const pidFile = {
  PidExecutor: startOwn(PidExecutor, (filename) => ({ filename })),
  'a loop of stat, every ms': (server) => startAndLoop(server, () => hasContent(server.target)),
  'wait-on file:': start(startAndWaitOn, ({ target }) => target),
}
const socket = {
  UnixSocketExecutor: startOwn(UnixSocketExecutor, (socketPath) => ({ socketPath })),
  'a loop of connects to the socket': (server) =>
    startAndLoop(server, () => canConnect(server.target)),
  'wait-on socket:': start(startAndWaitOn, ({ target }) => `socket:${target}`),
}
const kinds = { tcp, http, output, file: pidFile, socket }
const titles = {
  tcp: 'Readiness: TCP',
  http: 'Readiness: HTTP',
  output: 'Readiness: output',
  file: 'Readiness: pid file',
  socket: 'Readiness: unix socket',
}

/** How much later than a server is ready each tool says so. */
export async function measureReadiness({ rounds = 40 }) {
  return withFolder(async (folder) => {
    const contenders = {}
    for (const [kind, tools] of Object.entries(kinds)) {
      for (const [name, tool] of Object.entries(tools))
        contenders[name] = (round) => measureLag(tool, { kind, round, folder })
    }
    Object.assign(contenders, listWholeRuns(folder))
    const { '': lags } = await interleave(contenders, { rounds, warmups: 2 })
    return Object.keys(kinds).map((kind) => {
      const names = Object.keys(lags).filter((name) => kindOf(name) === kind)
      const own = Object.fromEntries(names.map((name) => [name, lags[name]]))
      return tableOf(titles[kind], own, { note })
    })
  })
}

function kindOf(name) {
  if (name.startsWith('Playwright port')) return 'tcp'
  if (/^Playwright|^start-server/.test(name)) return 'http'
  return Object.keys(kinds).find((kind) => name in kinds[kind])
}

/** Tools that are runs of their own and take seconds. */
function listWholeRuns(folder) {
  const run = (kind, tool) =>
    seldom(4, async (round) => {
      const server = await place({ kind, round, folder })
      const announcedAt = await tool(server)
      return Number(announcedAt - (await readMoment(server.file))) / 1e6
    })
  return {
    'Playwright port': run('tcp', (server) => runPlaywright(server, (port) => ({ port }))),
    'Playwright url': run('http', (server) =>
      runPlaywright(server, (port) => ({ url: `http://127.0.0.1:${port}` })),
    ),
    ...(canStartServerAndTest
      ? { 'start-server-and-test': run('http', runStartServerAndTest) }
      : {}),
  }
}

async function measureLag(tool, order) {
  const server = await place(order)
  const stop = await tool(server)
  const announcedAt = process.hrtime.bigint()
  const readyAt = await readMoment(server.file)
  await stop()
  return Number(announcedAt - readyAt) / 1e6
}

let places = 0

async function place({ kind, round, folder: parent }) {
  const folder = join(parent, String(places++))
  mkdirSync(folder)
  const file = join(folder, 'moment')
  const hasPort = kind === 'tcp' || kind === 'http'
  const target = hasPort ? await findFreePort() : join(folder, 'target')
  const delay = 50 + (((round + 2) * 191) % 450)
  const args = ['node', program, kind, String(target), String(delay), file]
  return { args, target, folder, file }
}
