import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const stdio = ['ignore', 'pipe', 'ignore']

/** The raw limit: spawn, and an attempt every `interval` ms until one succeeds. */
export async function startAndLoop({ args }, attempt, interval = 1) {
  const child = spawn(args[0], args.slice(1), { stdio, detached: true })
  child.stdout.resume()
  while (!(await attempt())) await pause(interval)
  return () => killGroup(child)
}

/** The raw limit where there is an event: spawn, and listen to its output. */
export async function startAndListen({ args }) {
  const child = spawn(args[0], args.slice(1), { stdio, detached: true })
  await once(child.stdout, 'data')
  return () => killGroup(child)
}

async function killGroup(child) {
  process.kill(-child.pid, 'SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** One attempt to connect to a port or a unix socket. */
export function canConnect(target) {
  return new Promise((resolve) => {
    const socket = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target)
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/** One HEAD request. */
export function answersHead(port) {
  return new Promise((resolve) => {
    const options = { method: 'HEAD', host: '127.0.0.1', port, agent: false }
    const asked = request(options, (response) => {
      asked.destroy()
      resolve(response.statusCode === 200)
    })
    asked.on('error', () => resolve(false)).end()
  })
}

export function hasContent(path) {
  return statSync(path, { throwIfNoEntry: false })?.size > 0
}
