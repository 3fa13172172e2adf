import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { dropOwnCalls } from '../../src/internal/stack.js'

const own = new URL('../../src/client/client.ts', import.meta.url)
const mapped = '../../node_modules/@mirakuru/core/dist/client/client.js'

test.each([own.href, fileURLToPath(own), mapped])(
  'dropOwnCalls() knows this package by %s',
  (place) => {
    const stack = ['Error: gone', `    at ask (${place}:1:1)`, '    at /home/api.test.js:2:2']
    expect(dropOwnCalls(stack.join('\n'))).toBe('Error: gone\n    at /home/api.test.js:2:2')
  },
)
