import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runPlaywright } from './support/run-playwright.js'

const project = 'block'

describe('processes of the configuration', () => {
  test('are started once, before the tests and their set-up, and shared by all workers', async () => {
    const run = await runPlaywright({ project, args: ['a.spec', 'b.spec', 'plain.spec'] })
    expect(run.exitCode, run.output).toBe(0)
    const [, pid] = /set up with (\d+)/.exec(run.notes.join('\n')) ?? []
    const found = run.notes.flatMap((line) => /has api (\d+)/.exec(line)?.slice(1) ?? [])
    expect(found).toEqual([pid, pid, pid])
    expect(new Set(run.notes.flatMap((line) => /in worker (\d+)/.exec(line) ?? [])).size).toBe(4)
    const starts = run.notes.filter((line) => line.includes('started'))
    expect(starts.map((line) => line.split(' ')[0]).sort()).toEqual([
      'api',
      'db',
      'ofTest',
      'ofTest',
    ])
    expect(run.output).toContain('mirakuru: 4 processes started')
    await expectGone(starts.map((line) => Number(line.split(' ').at(-1))))
  })

  test('are left alone by a list of the tests', async () => {
    const run = await runPlaywright({ project, args: ['--list'] })
    expect(run.output).toContain('Total: ')
    expect(run.notes).toEqual([])
  })

  test('end the run, without tests, where one cannot be started', async () => {
    const run = await runPlaywright({ project, args: ['a.spec'], env: { BROKEN: 'yes' } })
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('Cannot start "alsoBroken": it exited with code 3')
    expect(run.output).not.toMatch(/at .*global-setup/)
    expect(run.tests).toEqual([])
    await expectGone(run.notes.map((line) => Number(line.split(' ').at(-1))))
  })

  test('fail every test with a baseURL when its server crashes', async () => {
    const run = await runPlaywright({ project, args: ['crash.spec'] })
    expect(run.tests.map(({ status }) => status)).toEqual(['failed', 'failed'])
    const [first, second] = run.tests.map(({ message }) => message)
    expect(first).toMatch(/^ProcessCrashedError: "api" exited unexpectedly with code 7\n  during/)
    expect(second).toContain('"api" exited unexpectedly with code 7')
  })

  test('do not let a run pass in which one crashed, even if a retry did', async () => {
    const run = await runPlaywright({
      project,
      args: ['flaky.spec'],
      env: { RETRIES: '1', TIMELINE: 'yes' },
    })
    expect(run.output).toContain('1 flaky')
    expect(run.output).toContain('1 crashed')
    expect(run.exitCode).toBe(1)
    const [, report = ''] = /report in (.*)\.html/.exec(run.output) ?? []
    const { tests } = JSON.parse(readFileSync(`${report}.json`, 'utf8')) as {
      tests: { state: string }[]
    }
    expect(tests.map(({ state }) => state)).toEqual(['failed', 'passed'])
  })

  test('can have a baseURL for each test', async () => {
    const run = await runPlaywright({ project, args: ['base.spec'], env: { BASE: 'ofTest' } })
    expect(run.exitCode, run.output).toBe(0)
  })

  test('have no misspelt options beside those of Playwright', async () => {
    const env = { OPTIONS: '{ "envs": {}, "baseUrl": "api", "reporter": "line" }' }
    const run = await runPlaywright({ project, args: ['base.spec'], env })
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain(`DeclarationError: Invalid options of withProcesses():
  - envs: unknown option; did you mean "env"?
  - baseUrl: unknown option; did you mean "baseURL"?
`)
    expect(run.output).toContain('playwright.config.ts:')
  })

  test.each(['apu', '{apu.url}'])('must have the one that is the baseURL, not %s', async (BASE) => {
    const run = await runPlaywright({ project, args: ['base.spec'], env: { BASE } })
    expect(run.exitCode).toBe(1)
    const told = `DeclarationError: Invalid baseURL:
  - there is no process "${BASE}"; did you mean "api"?
  see https://github.com/mirakuru-ts/mirakuru/blob/main/docs/errors.md#err_declaration`
    const [message, ...calls] = run.output.split(/\n +at /)
    expect(message).toBe(told)
    expect(calls).toHaveLength(1)
    expect(calls[0]).toContain('playwright.config.ts:')
  })
})
