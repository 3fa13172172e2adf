import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The file of a program in programs/. */
export function findProgram(name) {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url))
}

/** Node 24, for what the oldest Node that we support cannot run. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const require = createRequire(new URL('../node24/package.json', import.meta.url))
  const name = `node-${process.platform}-${process.arch}`
  return join(dirname(require.resolve(`${name}/package.json`)), 'bin/node')
}

/** Runs a function with a folder of its own, inside this package so that its dependencies are found from there. */
export async function withFolder(run) {
  const parent = fileURLToPath(new URL('.work', import.meta.url))
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A port that nobody used a moment ago. */
export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** The moment of the system's monotonic clock that another process has written, or is about to. */
export async function readMoment(file) {
  for (let looks = 0; looks < 5_000; looks++) {
    const text = readIfThere(file)
    if (text.endsWith('\n')) return BigInt(text)
    await pause(1)
  }
  throw new Error(`Nobody wrote ${file}`)
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
