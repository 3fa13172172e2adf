import { describe, expect, test } from 'vitest'
import {
  HttpExecutor,
  SimpleExecutor,
  type SimpleOptions,
  type TimeoutExpiredError,
} from '../../src/index.js'
import { createExecutor, lifeOf } from '../../src/executors/index.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { use } from '../support/use.js'

const fails = { healthcheck: 'false', startTimeout: 5_000 }

async function explain(command: string | string[], options: SimpleOptions = {}): Promise<string> {
  const executor = use(new SimpleExecutor(command, { ...fails, ...options }))
  return (await rejectionOf(executor.start())).message
}

describe('A command that only a shell understands is told by the error of its start:', () => {
  test.each([
    ['node --eval process.exit(1) $PORT', '"$PORT" reaches the program as it stands'],
    ['node --eval process.exit(1) ${PORT}', '"${PORT}" reaches'],
    ['node --eval process.exit(1) x && node y', '"&&" reaches'],
    ['node --eval process.exit(1) 2>&1', '"2>&1" reaches'],
    ['node --eval process.exit(1) ~/x', '"~/x" reaches'],
    ['no-such-program $PORT', '"$PORT" reaches'],
    ['PORT=1 node x', '"PORT=…" is not a program: set variables in "env", or "shell" to true'],
  ])('%s', async (command, hint) => {
    expect(await explain(command)).toContain(`hint: ${hint}`)
  })

  test.each([
    ['sh -c "exit $CODE"', {}],
    ['exit $CODE || exit 1', { shell: true }],
    [['node', '--eval', 'process.exit(`${A}`.length)'], {}],
    ['node --eval process.exit(1) {name} /a=b', {}],
  ])('but not of %s', async (command, options) => {
    expect(await explain(command, options)).not.toContain('hint')
  })
})

test.each([
  'initdb: error: cannot be run as root',
  '"root" execution of the PostgreSQL server is not permitted.',
  '[ERROR] mariadbd: Please consult the Knowledge Base to find out how to run mysqld as root!',
  '[ERROR] Fatal error: Please read "Security" section of the manual to find out how to run mysqld as root!',
  "can't run as root without the -u switch",
  'java.lang.RuntimeException: can not run elasticsearch as root',
])('A server that refuses root is told how to run as somebody else: %s', async (line) => {
  const command = ['sh', '-c', 'echo "$1" >&2; exit 1', 'sh', line]
  expect(await explain(command)).toContain('hint: it does not run as root: set "user"')
})

test('So is a preparation', async () => {
  const command = [
    'sh',
    '-c',
    'echo "initdb: error: cannot be run as root" >&2; exit 1',
    'sh',
    '{tmp}',
  ]
  const executor = use(
    createExecutor({ executor: 'simple', command: 'sleep 1000', prepare: command }),
  )
  const error = await rejectionOf(executor.start())
  expect(error.message).toContain('hint: it does not run as root')
})

class Explained extends HttpExecutor {
  explain(seen: string): string {
    return this.describeHints({ findMembers: () => [] } as never, seen).join()
  }
}

describe('An answer that does not count is told with the option that helps:', () => {
  test.each([
    [401, '"headers" to what it requires'],
    [403, '"headers" to what it requires'],
    [302, 'redirects are not followed: set "url" to where it leads, or "status"'],
    [307, 'redirects are not followed'],
    [500, 'its output may say why'],
    [503, 'its output may say why'],
    [404, '"url" to a path that it serves'],
    [400, '"method"'],
  ])('%i', (status, hint) => {
    const seen = `HTTP ${status} to HEAD /; connect ECONNREFUSED 127.0.0.1:1 ×3; HTTP ${status} to HEAD / ×2`
    expect(new Explained('x', { port: 1 }).explain(seen)).toContain(hint)
  })

  test('in the error of the start', async () => {
    const url = 'http://{host}:{port}/redirect'
    const executor = use(new HttpExecutor(fixture('listens-http', '{port}'), { url }))
    executor.start().catch(() => undefined)
    const look = (): TimeoutExpiredError | undefined => lifeOf(executor).progress?.explain(1)
    const isAnswered = (error: TimeoutExpiredError | undefined): boolean =>
      error?.lastAttempt?.startsWith('HTTP') === true
    const error = await eventually({ what: 'an answer', within: 15_000 }, look, isAnswered)
    expect(error?.message).toMatch(/last attempt: HTTP 302 to HEAD \/redirect$/m)
    expect(error?.message).toMatch(/^ {2}hint: redirects are not followed/m)
    await executor.kill()
  })
})
