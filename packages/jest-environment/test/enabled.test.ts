import { beforeAll, expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

let run: Run
beforeAll(async () => {
  run = await runJest({ project: 'enabled', args: ['--runInBand'] })
})

test('a test that is focused in a block that is skipped has its processes', () => {
  expect(run.test('runs in a block that is skipped')).toMatchObject({
    status: 'passed',
    message: '',
  })
})

test('hooks that Jest runs around tests to do have their processes', () => {
  expect(run.notes).toContain('beforeAll true')
  expect(run.notes).toContain('afterAll true')
  expect(run.output).not.toContain('is not started')
})

test('tests to do without such hooks, and what is skipped with its block, start nothing', () => {
  expect(run.test('skipped with its block').status).toBe('pending')
  expect(run.notes.join('\n')).not.toMatch(/^unwanted|^never run/m)
})
