import { describe, expect, test } from 'vitest'
import { findHttpTarget, isLoopback } from '../../src/declaration/http-target.js'

describe('findHttpTarget()', () => {
  test('asks the root of its own server by default', () => {
    expect(findHttpTarget({})).toEqual({
      url: 'http://{host}:{port}/',
      host: undefined,
      port: undefined,
    })
  })

  test.each([
    ['http://localhost:3000/health', 'localhost', 3000],
    ['http://example.test/', 'example.test', 80],
    ['https://example.test/', 'example.test', 443],
    ['https://example.test:80/', 'example.test', 80],
    ['http://[::1]:3000/', '::1', 3000],
    ['http://user:word@127.0.0.1:81/', '127.0.0.1', 81],
    ['http://localhost:3000/?from={port}&to={host}', 'localhost', 3000],
    ['http://localhost:3000/{ports.admin}', 'localhost', 3000],
  ])('takes host and port from %s', (url, host, port) => {
    expect(findHttpTarget({ url })).toEqual({ url, host, port })
  })

  test.each([
    ['http://{host}:{port}/health', undefined, undefined],
    ['http://localhost:{port}/', 'localhost', undefined],
    ['http://{host}:3000/', undefined, 3000],
    ['http://{host}/', undefined, 80],
    ['http://{host}:{ports.admin}/', undefined, undefined],
    ['http://{name}.localhost:{port}/', undefined, undefined],
  ])('does not take from %s what a placeholder says', (url, host, port) => {
    expect(findHttpTarget({ url })).toEqual({ url, host, port })
  })

  test('keeps the options where placeholders say that they count', () => {
    const url = 'http://{host}:{port}/'
    expect(findHttpTarget({ url, host: '::1', port: 5 })).toEqual({ url, host: '::1', port: 5 })
    const admin = 'http://{host}:{ports.admin}/'
    expect(findHttpTarget({ url: admin, port: 5 })).toMatchObject({ port: 5 })
  })

  test.each([
    ['http://[::1]:3000/', '::1', '::1'],
    ['http://[::1]:3000/', '0:0:0:0:0:0:0:1', '::1'],
    ['http://LocalHost:3000/', 'LOCALHOST', 'localhost'],
  ])('accepts options that say the same as the URL: %s and %s', (url, given, host) => {
    expect(findHttpTarget({ url, host: given, port: 3000 })).toEqual({ url, host, port: 3000 })
  })

  test.each([
    [
      { url: 'http://localhost:3000/', port: 3001 },
      'says port 3000, but the option port says 3001',
    ],
    [{ url: 'http://localhost/', port: 3001 }, 'says port 80, but the option port says 3001'],
    [
      { url: 'http://a.test:{port}/', host: 'b.test' },
      'says host a.test, but the option host says b.test',
    ],
    [{ url: 'localhost:3000' }, 'must begin with http:// or https://, not localhost:'],
    [{ url: 'ftp://{host}/' }, 'must begin with http:// or https://, not ftp:'],
    [{ url: '/health' }, 'is not a URL: /health'],
    [{ url: 'http://{host}:99999/' }, 'is not a URL: http://{host}:99999/'],
    [{ url: 'http://::1:3000/' }, 'is not a URL: http://::1:3000/'],
  ])('refuses %j', (options, message) => {
    expect(() => findHttpTarget(options)).toThrow(new SyntaxError(message))
  })
})

describe('isLoopback()', () => {
  test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1'])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  test.each(['127.example.com', '127.0.0.1.nip.io', '10.0.0.1', '0.0.0.0', 'example.com', '::2'])(
    '%s may be another one',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})
