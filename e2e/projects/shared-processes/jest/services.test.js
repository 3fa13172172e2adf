import { readFileSync } from 'node:fs'
import { useProcess } from '@mirakuru/jest-environment'
import { ask, isInstalled } from '../redis.js'

const suite = isInstalled ? describe : describe.skip

suite('processes that are declared once', () => {
  const redis = useProcess('redis')
  const api = useProcess('api')
  const daemon = useProcess('daemon')

  test('redis answers', async () => {
    expect(await ask(redis, 'SET seen yes')).toBe('+OK')
  })

  test('the API counts visits in that redis', async () => {
    const first = Number(await (await fetch(api.url)).text())
    const second = Number(await (await fetch(api.url)).text())
    expect(second).toBe(first + 1)
    expect(await ask(redis, `INCR visits`)).toBe(`:${second + 1}`)
  })

  test('the daemon runs, though what was started has exited', async () => {
    const pid = Number(readFileSync(`${daemon.tmp}/daemon.pid`, 'utf8'))
    expect(process.kill(pid, 0)).toBe(true)
    expect(await daemon.running()).toBe(true)
    await daemon.restart()
    expect(Number(readFileSync(`${daemon.tmp}/daemon.pid`, 'utf8'))).not.toBe(pid)
  })
})
