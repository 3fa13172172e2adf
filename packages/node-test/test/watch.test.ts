import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { startNodeTest, versions } from './support/run-node-test.js'

test('in watch mode a process of the run goes on from run to run', async () => {
  const run = startNodeTest({ project: 'watch', version: versions.at(-1), args: ['--watch'] })
  const seenIn = (runs: number): Promise<string[][]> =>
    run.noted(`${runs} runs`, (notes) => {
      const lines = notes.filter((line) => line.startsWith('sees')).map((line) => line.split(' '))
      const ended = notes.filter((line) => line.startsWith('file stopped'))
      return lines.length === runs && ended.length === runs ? lines : undefined
    })
  await seenIn(1)
  appendFileSync(join(inject('installation'), 'projects/watch/watched.test.mjs'), '// changed\n')
  const [[, first, own] = [], [, second, another] = []] = await seenIn(2)
  expect(second).toBe(first)
  expect(another).not.toBe(own)
  process.kill(run.runner.pid, 'SIGINT')
  await expectGone([first, own, another].map(Number))
})
