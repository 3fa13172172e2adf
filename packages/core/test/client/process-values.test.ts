import { expect, test } from 'vitest'
import { readValues } from '../../src/client/index.js'

const held = {
  name: 'db',
  host: '127.0.0.1',
  port: 5432,
  url: 'postgres://x',
  ports: { admin: 1 },
  captures: { version: '15' },
  socketPath: undefined,
  tmp: undefined,
}

test('readValues() has what a process has, by the names of its placeholders', () => {
  const members = ['name', 'host', 'port', 'url', 'ports.admin', 'captures.version']
  expect([...readValues(held).keys()]).toEqual(members)
  expect(readValues({ ...held, id: '' }).has('id')).toBe(false)
})

test('readValues() has the name of a resource on its server', () => {
  expect(readValues({ ...held, id: 'mirakuru_1' }).get('id')).toBe('mirakuru_1')
})
