import { describe, expect, test } from 'vitest'
import { runJest } from './support/run-jest.js'

describe.each([
  ['with names', 'named'],
  ['without names', 'nameless'],
  ['in folders', 'folders'],
])('a docblock adds to the processes of its own project of several %s', (_kind, name) => {
  test.each([
    ['in band', ['--runInBand'], {}],
    ['in workers, with the preset', ['-w', '2'], { PRESET: 'yes' }],
  ])('%s', async (_way, args, env) => {
    const config = ['--config', `jest.${name}.config.js`]
    const run = await runJest({ project: 'docblocks', args: [...config, ...args], env })
    for (const title of ['one', 'two'])
      expect(run.test(title)).toMatchObject({ status: 'passed', message: '' })
  })
})

test('a docblock adds to the processes of the configuration that Jest was called with', async () => {
  const args = ['--runInBand', '--config=jest.single.config.js']
  const run = await runJest({ project: 'docblocks', args })
  expect(run.test('one')).toMatchObject({ status: 'passed', message: '' })
})
