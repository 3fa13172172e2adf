import { describe, expect, test } from 'vitest'
import { checkLoopback, checkPortRange } from '../../src/command-line/checks/network.js'
import {
  checkDescriptors,
  checkGuardian,
  checkProcessTable,
} from '../../src/command-line/checks/system.js'
import { isInRange } from '../../src/command-line/checks/version-range.js'
import { checkNode } from '../../src/command-line/checks/versions.js'
import { findQuietRange } from '../../src/ports/index.js'

// What no test can bring about on the machine it runs on.

describe('mirakuru doctor would find', () => {
  test('a version of Node that is too old', () => {
    expect(checkNode()).toMatchObject({ status: 'ok' })
    expect(checkNode('v20.18.3')).toMatchObject({
      status: 'fault',
      message: 'Node 20.18.3 is not supported: it must be >=20.19',
    })
  })

  test('that nothing shows processes', () => {
    const sight = { hasProc: false, hasPs: false, isWindows: false }
    expect(checkProcessTable(sight)).toMatchObject({
      status: 'fault',
      message: expect.stringContaining('ps is not installed') as string,
    })
    expect(checkProcessTable({ ...sight, hasPs: true })).toMatchObject({ status: 'ok' })
    expect(checkProcessTable({ ...sight, hasProc: true })).toMatchObject({
      status: 'ok',
      message: 'Processes are seen through /proc; ps is not installed, and not needed',
    })
  })

  test('that the guardian lacks a program', () => {
    expect(checkGuardian((name) => name !== 'grep')).toMatchObject({
      status: 'fault',
      message: expect.stringMatching(/not installed: grep$/) as string,
    })
    expect(checkGuardian()).toMatchObject({ status: 'ok' })
  })

  test.each([
    [64, 'fault'],
    [256, 'warning'],
    [1024, 'ok'],
    [Infinity, 'ok'],
  ])('of %d open files: %s', (limit, status) => {
    expect(checkDescriptors(limit)).toMatchObject({ status })
  })

  test('that there is no IPv6, no IPv4, or no localhost', () => {
    const sound = { hasIpv4: true, hasIpv6: true, localhost: ['127.0.0.1', '::1'] }
    expect(checkLoopback(sound)).toMatchObject([{ status: 'ok' }])
    expect(checkLoopback({ ...sound, hasIpv6: false })).toMatchObject([
      { check: 'ipv6', status: 'warning' },
    ])
    expect(checkLoopback({ ...sound, hasIpv4: false })).toMatchObject([
      { check: 'loopback', status: 'fault' },
    ])
    expect(checkLoopback({ ...sound, localhost: [] })).toMatchObject([
      { status: 'warning', message: 'The name "localhost" cannot be resolved' },
    ])
    expect(checkLoopback({ ...sound, localhost: ['10.0.0.7'] })).toMatchObject([
      { status: 'warning', message: 'The name "localhost" resolves to 10.0.0.7' },
    ])
  })

  test('that the system gives away the ports that are allocated', () => {
    expect(checkPortRange(findQuietRange(32_768))).toMatchObject({ status: 'ok' })
    expect(checkPortRange(findQuietRange(1024))).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('from 10000 to 65535') as string,
    })
  })
})

test.each([
  ['20.19.0', '>=20.19', true],
  ['24.0.0', '>=20.19', true],
  ['20.18.9', '>=20.19', false],
  ['4.1.12', '^4.1.0 || ^5.0.0', true],
  ['5.1.1', '^4.1.0 || ^5.0.0', true],
  ['4.0.9', '^4.1.0 || ^5.0.0', false],
  ['6.0.0', '^4.1.0 || ^5.0.0', false],
  ['30.0.0-beta.1', '^30.0.0', true],
])('%s is in %s: %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected)
})
