import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { Run } from '../../core/test/support/run.js'
import { runVitest } from './support/run-vitest.js'

describe.each(Object.keys(inject('installations')))(
  'a test that is run again, Vitest %s',
  (version) => {
    let run: Run
    beforeAll(async () => {
      run = await runVitest({ file: 'attempts', version })
    })

    test.each([
      ['is retried', 'retried'],
      ['is repeated', 'repeated'],
      ['is retried after its time limit', 'late'],
    ])('has a process of its own each time: "%s"', (title, word) => {
      const pids = run.notes.filter((line) => line.startsWith(`${word} `))
      expect(run.test(title).status, run.output).toBe('passed')
      expect(new Set(pids).size).toBe(2)
    })
  },
)

describe.each(Object.keys(inject('installations')))(
  'a test that is retried because a process did not start, Vitest %s',
  (version) => {
    test('has a start of its own in every attempt', async () => {
      const args = ['--testTimeout=60000']
      const run = await runVitest({ file: 'flaky-start', version, args })
      expect(run.exitCode, run.output).toBe(0)
    })
  },
)
