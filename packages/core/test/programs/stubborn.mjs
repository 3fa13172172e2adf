// Serves like serves.mjs, obeys no signal that it can refuse, and has a child that has left its session.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'

const [, , , name] = process.argv
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => undefined)
const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
child.unref()
appendFileSync(process.env.NOTES, `${name}-child started ${child.pid}\n`)
await import('./serves.mjs')
process.removeAllListeners('SIGTERM')
process.on('SIGTERM', () => undefined)
