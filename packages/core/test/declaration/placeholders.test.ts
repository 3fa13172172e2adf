import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bracketIpv6,
  describeUnknown,
  fillEverywhere,
  fillPlaceholders,
  findPlaceholders,
  listStrings,
} from '../../src/declaration/placeholders.js'

const values: Record<string, string> = {
  port: '8080',
  host: '127.0.0.1',
  'db.host': '::1',
  'ports.metrics': '9090',
  tmp: '/tmp/a b',
}
const fill = (text: string): string => fillPlaceholders(text, (name) => values[name])

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('{', '}', 'port', '.', 'a', '$', ' ', '"'), fc.string()),
})

describe('fillPlaceholders()', () => {
  test.each([
    ['--port {port}', '--port 8080'],
    ['{port}{port}', '80808080'],
    ['{ports.metrics}', '9090'],
    ['no placeholder', 'no placeholder'],
    ['', ''],
    // A literal brace is doubled.
    ['{{port}}', '{port}'],
    ['{{{port}}}', '{8080}'],
    ['{{{{port}}}}', '{{port}}'],
    ['{{}}', '{}'],
    ['{{', '{'],
    ['}}', '}'],
    ['{{"port":{port}}}', '{"port":8080}'],
    // Code and JSON are not written with that rule in mind.
    ['{"a":{"b":1}}', '{"a":{"b":1}}'],
    ['{"a":{"port":"{port}"}}', '{"a":{"port":"8080"}}'],
    ['() => { f({}) }', '() => { f({}) }'],
    ['if (x) {{ y } }', 'if (x) {{ y } }'],
    ['a{2}b{2,}', 'a{2}b{2,}'],
    ['{ port }', '{ port }'],
    ['{}', '{}'],
    // Not in the table of values: left as it stands.
    ['{unknown} {port}', '{unknown} 8080'],
    ['{port.x}', '{port.x}'],
  ])('makes of %j %j', (text, filled) => {
    expect(fill(text)).toBe(filled)
  })

  test.each([
    ['http://{db.host}:{port}/', 'http://[::1]:8080/'],
    ['redis://user:word@{db.host}:{port}', 'redis://user:word@[::1]:8080'],
    ['postgres://{db.host}/{db.host}', 'postgres://[::1]/::1'],
    ['--bind {db.host}', '--bind ::1'],
    ['http://{host}:{port}/', 'http://127.0.0.1:8080/'],
  ])('brackets an IPv6 host in a URL only: %j', (text, filled) => {
    expect(fill(text)).toBe(filled)
  })

  test('does not look into what it filled in', () => {
    expect(fillPlaceholders('{a}', (name) => (name === 'a' ? '{b} {{ $&' : 'no'))).toBe('{b} {{ $&')
  })

  test('gives back any text whose braces were all doubled', () => {
    const escape = (text: string): string => text.replace(/[{}]/g, '$&$&')
    const check = (text: string): void => {
      expect(fill(escape(text))).toBe(text)
    }
    fc.assert(fc.property(anyText, check), { numRuns: 1000 })
  })

  test('leaves any text alone that has no placeholder and a single brace', () => {
    const check = (text: string): void => {
      expect(fill(`${text} { `)).toBe(`${text} { `)
    }
    const named = anyText.filter((text) => findPlaceholders(text).length === 0)
    fc.assert(fc.property(named, check), { numRuns: 1000 })
  })
})

describe('findPlaceholders()', () => {
  test.each<[string, string[]]>([
    ['{a} {b.c} {d-e} {_f}', ['a', 'b.c', 'd-e', '_f']],
    ['{{a}} {{{b}}}', ['b']],
    ['{1} {a b} {a.} {} {a', []],
    ['{"a":"{b}"}', ['b']],
  ])('finds in %j %j', (text, names) => {
    expect(findPlaceholders(text)).toEqual(names)
  })

  test('finds exactly the names that are looked up', () => {
    const check = (text: string): void => {
      const asked: string[] = []
      fillPlaceholders(text, (name) => void asked.push(name))
      expect(findPlaceholders(text)).toEqual(asked)
    }
    fc.assert(fc.property(anyText, check), { numRuns: 1000 })
  })
})

describe('fillEverywhere()', () => {
  test('fills strings at every depth and keeps everything else', () => {
    const pattern = /{port}/
    const options = {
      a: '{port}',
      b: ['{host}', 1, null],
      c: { d: '{port}' },
      pattern,
      e: undefined,
    }
    expect(fillEverywhere(options, fill)).toEqual({
      a: '8080',
      b: ['127.0.0.1', 1, null],
      c: { d: '8080' },
      pattern,
      e: undefined,
    })
    expect(options.a).toBe('{port}')
  })
})

describe('listStrings()', () => {
  test('tells every string with the path to it', () => {
    const found = listStrings({ a: 'x', b: ['y', { c: 'z' }], n: 1, r: /x/, u: undefined })
    expect(found).toEqual([
      { path: 'a', text: 'x' },
      { path: 'b.0', text: 'y' },
      { path: 'b.1.c', text: 'z' },
    ])
  })
})

describe('describeUnknown()', () => {
  test('names the near one', () => {
    expect(describeUnknown('prot', ['host', 'port'])).toBe(
      'unknown placeholder {prot}; did you mean {port}? (a literal brace is doubled: {{prot}})',
    )
  })

  test('lists all when none is near', () => {
    expect(describeUnknown('banana', ['host', 'port'])).toBe(
      'unknown placeholder {banana}; known: {host} {port} (a literal brace is doubled: {{banana}})',
    )
  })
})

describe('bracketIpv6()', () => {
  test.each([
    ['::1', '[::1]'],
    ['[::1]', '[::1]'],
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
  ])('makes of %s %s', (host, bracketed) => {
    expect(bracketIpv6(host)).toBe(bracketed)
  })
})
