import { outputExecutor } from '@mirakuru/vitest-plugin'
import { expect, test as base } from 'vitest'

const script = 'trap "echo cannot save; exit 3" TERM; echo ready; sleep 1000 & wait'
const test = base.extend({
  api: outputExecutor(['sh', '-c', script], {
    name: 'api',
    banner: 'ready',
    expectedExitCode: 0,
  }),
})

// Its end is not waited for by the test itself.
test('leaves a process', ({ api }) => {
  expect(api.captures).toEqual({})
})
