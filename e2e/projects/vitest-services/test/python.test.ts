import { httpExecutor, outputExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { findService } from './service.js'

const python = findService('python3', 'python3')
const command = [
  python ?? '',
  '-u',
  '-m',
  'http.server',
  '--bind',
  '127.0.0.1',
  '--directory',
  '{tmp}',
]

const test = base.extend({
  files: httpExecutor([...command, '{port}'], { name: 'file server' }),
  told: outputExecutor([...command, '0'], { name: 'told', banner: /port (?<port>\d+)/ }),
})

describe.skipIf(python === undefined)('python3 -m http.server', () => {
  test('lists its folder as soon as it is ready', async ({ files }) => {
    expect(await (await fetch(files.url)).text()).toContain('Directory listing')
  })

  test('tells the port that it chose itself', async ({ told }) => {
    expect(told.captures['port']).toBe(String(told.port))
    expect((await fetch(`http://127.0.0.1:${told.port}/`)).status).toBe(200)
  })
})
