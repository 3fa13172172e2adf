import { connect } from 'node:net'
import { tcpExecutor, useProcess } from '@mirakuru/jest-environment'
import { processes } from '../processes.js'

const { redis: declaration } = processes

;(declaration === undefined ? describe.skip : describe)('redis-server', () => {
  const redis = useProcess('redis')
  const own = useProcess(
    tcpExecutor(/** @type {string[]} */ (declaration?.command), {
      name: 'own redis',
      scope: 'test',
    }),
  )

  test('of the run answers commands', async () => {
    expect(await ask(redis.port, 'PING')).toBe('+PONG')
    expect(await ask(redis.port, 'SET seen yes')).toBe('+OK')
  })

  test('of the run is the same in the next test', async () => {
    expect(await ask(redis.port, 'EXISTS seen')).toBe(':1')
  })

  test('of a test is empty', async () => {
    expect(await ask(own.port, 'INCR visits')).toBe(':1')
  })

  test('of the next test is empty again', async () => {
    expect(await ask(own.port, 'INCR visits')).toBe(':1')
    expect(own.pid).not.toBe(redis.pid)
  })

  test('of a test can be restarted', async () => {
    const { pid, port } = own
    await own.restart()
    expect(own.port).toBe(port)
    expect(own.pid).not.toBe(pid)
    expect(await ask(own.port, 'PING')).toBe('+PONG')
  })
})

/**
 * One inline command, and the first line of the answer.
 *
 * @param {number} port
 * @param {string} line
 * @returns {Promise<string>}
 */
function ask(port, line) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(`${line}\r\n`))
    socket.once('error', reject)
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().split('\r\n')[0] ?? '')
    })
  })
}
