import { connect } from 'node:net'
import { tcpExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { findService } from './service.js'

const redisServer = findService('redis-server', 'redis-server')
const command = [redisServer ?? '', '--port', '{port}', '--save', '', '--dir', '{tmp}']

const test = base.extend({
  redis: tcpExecutor(command, { name: 'redis' }),
  shared: tcpExecutor(command, { name: 'shared redis', scope: 'file' }),
})

describe.skipIf(redisServer === undefined)('redis-server', () => {
  test('answers commands as soon as it is ready', async ({ redis }) => {
    expect(await ask(redis.port, 'PING')).toBe('+PONG')
    expect(await ask(redis.port, 'INCR visits')).toBe(':1')
  })

  test('is a fresh one in the next test', async ({ redis }) => {
    expect(await ask(redis.port, 'INCR visits')).toBe(':1')
  })

  test('keeps its port over a restart', async ({ redis }) => {
    const { pid, port } = redis
    await redis.restart()
    expect(redis.port).toBe(port)
    expect(redis.pid).not.toBe(pid)
    expect(await ask(redis.port, 'GET visits')).toBe('$-1')
  })

  test('does not answer while it is stopped', async ({ redis }) => {
    await redis.stopped(async () => {
      await expect(ask(redis.port, 'PING')).rejects.toThrow('ECONNREFUSED')
    })
    expect(await ask(redis.port, 'PING')).toBe('+PONG')
  })

  test('is shared by the tests of a file: the first one counts', async ({ shared }) => {
    expect(await ask(shared.port, 'INCR visits')).toBe(':1')
  })

  test('is shared by the tests of a file: the second one goes on', async ({ shared }) => {
    expect(await ask(shared.port, 'INCR visits')).toBe(':2')
  })

  test('tells what it printed', async ({ redis }) => {
    await redis.waitForOutput(/Ready to accept connections/i)
    expect(await redis.output()).toContain('Redis')
    expect(await redis.running()).toBe(true)
  })
})

/** One inline command, and the first line of the answer. */
function ask(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(`${line}\r\n`))
    socket.once('error', reject)
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().split('\r\n')[0] ?? '')
    })
  })
}
