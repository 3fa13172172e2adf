import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base, type TestContext } from 'vitest'
import { note, program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const test = base.extend({ api: httpExecutor(serves, { name: 'api' }) })
const isFirst = ({ result }: TestContext['task']): boolean => !result?.retryCount

describe('useProcess() with scope "test"', () => {
  const used = useProcess(httpExecutor(serves, { name: 'used', scope: 'test' }))

  base('is retried', { retry: 1 }, ({ task }) => {
    note(`retried ${used.pid}`)
    expect(isFirst(task)).toBe(false)
  })
  base('is repeated', { repeats: 1 }, () => note(`repeated ${used.pid}`))
})

test('is retried after its time limit', { retry: 1, timeout: 6_000 }, async ({ api, task }) => {
  note(`late ${api.pid}`)
  if (isFirst(task)) await new Promise(() => undefined)
})
