import { Client } from '@mirakuru/core/client'
import { expect, type TestContext } from 'vitest'
import { guardPost } from './guard-post.js'

const key = Symbol.for('mirakuru.client')
const global = globalThis as { [key]?: Client }

// Where the plugin is configured there is a supervisor: it can let this worker in while the file is still loaded.
if (guardPost.isSetUp)
  findClient()
    .connect()
    .catch(() => undefined)

/** The client of this worker; in pools that give every file a global object of its own, of this file. */
export function findClient(): Client {
  return (global[key] ??= new Client('worker'))
}

const fixtures = new Map<object, number>()

/** On whose behalf a process is asked for: every attempt of a test is another. */
export function describeUnits(
  test: TestContext['task'] | undefined,
  fixture: object | undefined,
): Record<'test' | 'file', string> {
  const attempt = `${test?.id} ${test?.result?.retryCount ?? 0} ${test?.result?.repeatCount ?? 0}`
  const file = test?.file.filepath ?? expect.getState().testPath ?? ''
  const number = fixture === undefined ? '' : ` ${numberFixture(fixture)}`
  return { test: attempt + number, file: file + number }
}

function numberFixture(fixture: object): number {
  const number = fixtures.get(fixture) ?? fixtures.size + 1
  fixtures.set(fixture, number)
  return number
}
