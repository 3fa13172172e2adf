import { beforeAll, describe, expect, test } from 'vitest'
import { runNodeTest, versions } from './support/run-node-test.js'
import type { Run } from '../../core/test/support/run.js'

const [own, ...others] = versions

describe.each([...new Set([own, others.at(-1)])])('Node %s:', (version) => {
  let run: Run
  const passes = (title: string): void => {
    const { status, message } = run.test(title)
    expect({ status, message }).toEqual({ status: 'pass', message: '' })
  }
  const fails = (title: string, ...messages: (string | RegExp)[]): void => {
    const { status, message } = run.test(title)
    expect(status).toBe('fail')
    const text = message.replaceAll(/^(?:Caused by: )?\w+: /gm, '')
    for (const each of messages) expect(text).toMatch(each)
  }

  beforeAll(async () => {
    run = await runNodeTest({ project: 'failures', version })
    expect(run.exitCode, run.output).toBe(1)
  })

  test('the hooks of a test that a crash ends run', () => {
    fails('crashes, and goes on for ever', /^"db" exited unexpectedly with code 7\n/)
    expect(run.notes).toContain('hook after db')
  })

  test('a crash is told instead of a time limit, which was not reached', () => {
    fails('crashes long before its time is over', /^"limited" exited unexpectedly with code 7\n/)
    passes('has another one')
  })

  test('what waits with the signal of the test ends with its process', () => {
    fails('waits with its signal', /^"limited" exited unexpectedly with code 7\n/m)
  })

  test('a test that fails because of a crash has it as its cause', () => {
    const reason = /^"api" exited unexpectedly with code 7$/m
    fails('fails because of a crash', /^fetch failed\n/, reason)
  })

  test('a test after a crash does not run, unless the process is restarted', () => {
    expect(run.notes).not.toContain('never')
    passes('has a new one')
    passes('is told to restart')
  })

  test('a start that fails is the message of every test that needs it', () => {
    const reason = /^Cannot start "broken": it exited with code 3 before /
    fails('cannot start', reason, 'last line of its output:\n    42')
    fails('cannot start either', reason)
  })

  test('a test that fails shows what was printed while it ran', () => {
    const heading = '--- "printing" printed during this test'
    fails('fails with output', heading, 'printing was asked for /question')
    fails('takes too long', /^test timed out after 1500ms\n/, 'printing was asked for /slow')
    fails('the inner one fails', heading, 'printing was asked for /inner')
    const both = ['printing was asked for /of-all', 'inner was asked for /of-one']
    fails('fails with the output of both', heading, ...both)
    expect(run.output).not.toContain('asked for /passes')
  })

  test('an end that nobody wanted fails the block, or the test that had the process', () => {
    passes('ends well itself')
    fails('end', /"badly" exited with code 9/)
    fails('has one that ends badly', /"own" exited with code 9/)
  })

  test('a hook that throws leaves the next test its process', () => {
    fails('throws in a hook of its own', /'hook'/)
    passes('comes after such a hook')
  })

  test('two tests at once cannot have processes of their own by useProcess()', () => {
    fails('cannot have it at the same moment', /^"one" belongs to another test .* startProcess\(t/)
  })

  test('a name that is not declared says where to do that', () => {
    fails(
      'asks for a name that there is not',
      /Invalid name in useProcess/,
      'add nothing to mirakuru.json',
    )
    fails('starts a name that there is not', /Invalid name in startProcess/, 'mirakuru.json')
  })

  test('a handle that is read too early, or too late, says when there is a process', () => {
    passes('is there later')
    passes('reads a handle too late')
  })

  test('a reference to what another call declares says how to do that', () => {
    passes('to what another call declares')
  })
})
