import { describe, expect, test } from 'vitest'
import { outputExecutor } from '../../src/declaration.js'
import { type Agent, agentOf } from '../../src/executors/agent.js'
import { createExecutor, type OutputExecutor } from '../../src/executors/index.js'
import { afterTest } from '../support/cleanup.js'
import { rejectionOf } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { identityOf, lives } from '../support/processes.js'

interface Served {
  readonly agent: Agent
  readonly executor: OutputExecutor
  ask(...words: readonly string[]): ReturnType<Agent['ask']>
}

function serve(...args: readonly string[]): Served {
  const options = { name: 'odd', banner: /^ready$/m, stdin: 'pipe', startTimeout: 300 } as const
  const command = fixture('odd-agent', ...args)
  const executor = createExecutor(
    outputExecutor(command, args.length > 0 ? options : { ...options, startTimeout: 60_000 }),
  )
  afterTest(() => executor.kill())
  const agent = agentOf(executor)
  return { agent, executor, ask: (...words) => agent.ask(words, new AbortController().signal) }
}

describe('An agent', () => {
  test('may answer in another order', async () => {
    const { ask } = serve()
    const order: string[] = []
    const asked = ['one', 'two', 'three'].map((name) => ask('hold').then(() => order.push(name)))
    await ask('release')
    await Promise.all(asked)
    expect(order).toEqual(['three', 'two', 'one'])
  })

  test('may answer byte by byte', async () => {
    const word = 'Zażółć gęślą jaźń 🐘'
    const { ask } = serve()
    expect(await ask('trickle', word)).toEqual({ word })
  })

  test('may answer with a megabyte, and is asked with one', async () => {
    const { ask } = serve()
    const word = 'y'.repeat(1_048_576)
    expect(await ask('echo', word)).toEqual({ word })
    expect(await ask('grow', '3000000')).toEqual({ word: 'x'.repeat(3_000_000) })
  })

  test('may print lines that are no answers', async () => {
    const { ask } = serve()
    const other = ask('hold')
    expect(await ask('rustle')).toEqual({})
    await ask('release')
    expect(await other).toEqual({})
  })

  test('gets what it was asked, whatever it contains', async () => {
    const word = 'a "b"\n\r\u2028\t\\ c'
    expect(await serve().ask('echo', word)).toEqual({ word })
  })

  test('may end its lines as on Windows', async () => {
    expect(await serve().ask('refuse', 'ok {"word":"1"}\r')).toEqual({ word: '1' })
  })

  test('may answer with a list', async () => {
    expect(await serve().ask('list')).toEqual(['one', 'two'])
  })

  test.each([
    ['error "no such thing"', 'no such thing'],
    ['error no such thing', 'no such thing'],
    ['error', 'it gave no reason'],
    ['error ""', 'it gave no reason'],
    ['error {"a":1}', '{"a":1}'],
  ])('refuses with %s', async (answer, message) => {
    const error = await rejectionOf(serve().ask('refuse', ...answer.split(' ')))
    expect(error.message).toBe(message)
  })

  test('is asked a thousand things at once', async () => {
    const { ask } = serve()
    const words = Array.from({ length: 1_000 }, (_, index) => `word ${index}`)
    const answers = await Promise.all(words.map((word) => ask('echo', word)))
    expect(answers).toEqual(words.map((word) => ({ word })))
  })

  test('that exits fails what it was asked with its last words, and is started again', async () => {
    const { ask, executor } = serve()
    const asked = [rejectionOf(ask('hold')), rejectionOf(ask('exit'))]
    for (const error of await Promise.all(asked))
      expect(error.message).toBe('it exited with code 3 before it answered\nout of luck')
    expect(await ask('echo', 'again')).toEqual({ word: 'again' })
    expect(executor.running()).toBe(true)
  })

  test('that was killed a moment ago is started again', async () => {
    const { ask, executor } = serve()
    await ask('echo', '1')
    const identity = identityOf(executor.pid)
    process.kill(identity.pid, 'SIGKILL')
    // Synchronously, so that this process is not notified of it.
    while (lives(identity)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    expect(await ask('echo', '2')).toEqual({ word: '2' })
  })

  test('may exit as soon as it has answered', async () => {
    expect(await serve().ask('answerAndExit')).toEqual({})
  })

  test('that does not answer is waited for until the signal is aborted', async () => {
    const { agent, ask } = serve()
    await ask('echo', '')
    const over = new AbortController()
    const error = rejectionOf(agent.ask(['ignore'], over.signal))
    over.abort(new Error('not any more'))
    expect((await error).message).toBe('not any more')
    expect(await ask('echo', 'again')).toEqual({ word: 'again' })
  })

  test('that does not say "ready" cannot be asked', async () => {
    const error = await rejectionOf(serve('mute').ask('echo', ''))
    expect(error.message).toMatch(/^Cannot start "odd": .* within 300 ms/)
  })
})
