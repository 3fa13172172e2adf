// Writes its pid into the file it is given, has a child that does nothing, and never becomes ready.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'

const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
appendFileSync(process.argv[2], `${process.pid}\n${child.pid}\n`)
console.log('still loading')
setInterval(() => undefined, 1000)
