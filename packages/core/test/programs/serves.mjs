// Answers every HTTP request with its pid; `/exit/N` makes it exit with N, `/exit/badly` makes it throw, `/env/NAME` tells a variable.
// Notes "<name> started" and "<name> stopped" where it is given a name; with a fourth argument it exits with that when stopped.
import { createServer } from 'node:http'
import { appendFileSync } from 'node:fs'

const [, , port, name, code = '0'] = process.argv
if (name !== undefined) {
  const note = (what) => appendFileSync(process.env.NOTES, `${name} ${what} ${process.pid}\n`)
  note('started')
  process.on('SIGTERM', () => {
    note('stopped')
    process.exit(Number(code))
  })
}
createServer((request, response) => {
  const [, action, value] = /^\/(exit|env)\/(\w+)/.exec(request.url) ?? []
  if (value === 'badly') throw new Error('thrown by the program')
  if (action === 'exit') process.exit(Number(value))
  response.end(action === 'env' ? String(process.env[value]) : String(process.pid))
}).listen(Number(port), '127.0.0.1', () => console.log(`ready on ${port}`))
