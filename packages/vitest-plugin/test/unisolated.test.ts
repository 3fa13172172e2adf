import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { Run } from '../../core/test/support/run.js'
import { runVitest } from './support/run-vitest.js'

const versions = Object.keys(inject('installations'))
const ways = versions.flatMap((version) => [
  [version, 'forks', 'yes'] as const,
  [version, 'threads', 'no'] as const,
])

describe.each(ways)(
  'without isolation, Vitest %s, pool %s, plugin: %s',
  (version, POOL, PLUGIN) => {
    let run: Run
    beforeAll(async () => {
      run = await runVitest({ project: 'unisolated', version, env: { POOL, PLUGIN } })
    })

    describe.each(['a', 'b'])('file %s', (file) => {
      test('a test that fails shows what its processes printed', () => {
        expect(run.test(`${file} fails`).message).toContain(`api was asked for /from-${file}`)
      })

      test('a crash ends the test at once', () => {
        const { message, duration } = run.test(`${file} waits for ever`)
        expect(message).toContain('ProcessCrashedError: "api" was killed unexpectedly by SIGKILL')
        expect(duration).toBeLessThan(15_000)
      })

      test('a process of the file is reset between tests', () => {
        expect(run.notes.filter((line) => line === `${file} was reset`)).toHaveLength(2)
      })

      test('the end of a process that nobody waited for is told', () => {
        expect(run.output).toMatch(new RegExp(`FAIL +${file}\\.project\\.ts[^>]*"faulty"`))
      })
    })

    test('nothing of a file is left for the next one, even after a hook that throws', () => {
      const lives = run.notes.filter((line) => line.startsWith('left '))
      expect(lives.map((line) => line.split(' ')[1])).toEqual([
        'started',
        'stopped',
        'started',
        'stopped',
      ])
      expect(run.output).toContain('thrown by a hook')
    })
  },
)
