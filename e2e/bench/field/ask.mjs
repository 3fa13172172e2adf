import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

const patience = 6_000

/**
 * Asks a server something that only one that works can answer, once and over one connection.
 *
 * @param question - what is sent (`send`, `path` for HTTP, `dns` for a name, `tls` for a handshake) and what is expected
 * @param address - where
 * @returns the time to the answer, or what came instead of it, and the connection, still open
 */
export function ask(question, { host, port }) {
  const { send, isAnswer } = phrase(question)
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let seen = ''
    const socket =
      question.tls === true
        ? connectTls({ host, port, rejectUnauthorized: false }, () => end('answered'))
        : connect({ host, port })
    const timer = setTimeout(() => end(`nothing in ${patience / 1000} s`), patience)
    const end = (result) => {
      clearTimeout(timer)
      const isAnswered = result === 'answered'
      const answer = isAnswered ? `${Math.round(performance.now() - startedAt)} ms` : result
      resolve({ isAnswered, answer, socket })
    }
    if (send !== undefined) socket.write(send, 'latin1')
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      seen += text
      if (isAnswer(seen)) end('answered')
      else if (question.path !== undefined) end(seen.split('\r\n')[0])
      else if (question.dns !== undefined) end(`rcode ${rcodeOf(seen)}`)
    })
    socket.on('error', (error) => end(error.code))
    socket.on('close', () => end(`closed after ${JSON.stringify(seen.slice(0, 40))}`))
  })
}

function phrase(question) {
  if (question.path !== undefined)
    return {
      ...phrase({ expect: question.expect }),
      send: `GET ${question.path} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    }
  if (question.dns !== undefined)
    return { send: askForName(question.dns), isAnswer: (text) => rcodeOf(text) === 0 }
  const { expect = '' } = question
  const isAnswer = (text) =>
    typeof expect === 'string' ? text.startsWith(expect) : expect.test(text)
  return { ...question, isAnswer }
}

/** What a name server thinks of the question. */
function rcodeOf(answer) {
  return answer.charCodeAt(5) & 15
}

/** A question for the address of a name, over TCP: RFC 1035, 4.1 and 4.2.2. */
function askForName(name) {
  const labels = name.split('.').map((label) => String.fromCharCode(label.length) + label)
  const message = `\0\x01\x01\0\0\x01\0\0\0\0\0\0${labels.join('')}\0\0\x01\0\x01`
  return `\0${String.fromCharCode(message.length)}${message}`
}
