const { readFileSync } = require('node:fs')
const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

/** Fails the first time it is started. */
const flaky = (name) => [
  'sh',
  '-c',
  'echo "$0 begins" >>"$NOTES"; test $(grep -c "^$0 begins" "$NOTES") -gt 1 && exec node "$@"',
  name,
  program('serves.mjs'),
  '{port}',
]

jest.retryTimes(1)

describe.each(['test', 'file'])('of scope %s', (scope) => {
  const api = useProcess(httpExecutor(flaky(scope), { scope }))
  test(`has a start of its own in the second attempt: ${scope}`, async () => {
    expect(await ask(api.url)).toBe(String(api.pid))
    const lines = readFileSync(process.env.NOTES, 'utf8').split('\n')
    expect(lines.filter((line) => line === `${scope} begins`)).toHaveLength(2)
  })
})
