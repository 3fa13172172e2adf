// How the tests of every adapter let a process crash, or lose the supervisor. Without packages, and without a clock.
const { once } = require('node:events')
const { readFileSync } = require('node:fs')
const { connect } = require('node:net')

/** Resolves when the process, a serves.mjs, has closed the connection: a moment later it is dead. */
exports.crash = async ({ host, port }, how) => {
  const socket = connect(port, host).on('error', () => undefined)
  socket.write(`GET /exit/${how} HTTP/1.1\r\nhost: x\r\n\r\n`)
  socket.resume()
  await once(socket, 'close')
}

/** Resolves when it is dead: in the moment before, the end of a test would stop it. */
exports.crashToDeath = async (handle, how) => {
  const { pid } = handle
  await exports.crash(handle, how)
  while (!isDead(pid)) await new Promise((resolve) => setImmediate(resolve))
}

/** In one go: the test fails before anybody is told of the death. */
exports.killToDeath = ({ pid }) => {
  process.kill(pid, 'SIGKILL')
  while (!isDead(pid));
}

/** Fails as a client does whose server, a never-answers.mjs, is killed: before anybody is told of the death. */
exports.killWhileAsking = async ({ host, port, pid }) => {
  const socket = connect(port, host)
  await once(socket, 'connect')
  process.kill(pid, 'SIGKILL')
  // What was not accepted yet is reset.
  await once(socket.resume(), 'close').catch(() => undefined)
  throw new TypeError('no answer', { cause: new Error('the connection was closed') })
}

/** The supervisor is the parent of what it has started. */
exports.killSupervisor = ({ pid }) => {
  process.kill(Number(readStatus(pid)[1]), 'SIGKILL')
}

/** A zombie is dead; proc(5). */
function isDead(pid) {
  try {
    return readStatus(pid)[0] === 'Z'
  } catch {
    return true
  }
}

/** The fields behind the name of the program, which may have spaces in it; proc(5). */
function readStatus(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}
