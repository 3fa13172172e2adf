import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import type { Run } from '../../core/test/support/run.js'
import { readReport, runPlaywright } from './support/run-playwright.js'

const folder = mkdtempSync(join(tmpdir(), 'report-'))
const json = join(folder, 'report.json')
afterAll(() => rm(folder, { recursive: true }))

/** What Playwright's own JSON report says of an attachment. */
interface Attachment {
  readonly name: string
  readonly contentType: string
  readonly body: string
}

describe('a test that fails', () => {
  let run: Run
  beforeAll(async () => {
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: json }
    run = await runPlaywright({
      project: 'failures',
      reporter: 'json',
      args: ['failures.spec'],
      env,
    })
    expect(run.exitCode).toBe(1)
  })

  test('has what its processes printed attached, each by itself', () => {
    const { attachments } = readReport(run, 'fails')
    const names = Object.keys(attachments).filter((name) => name.startsWith('mirakuru'))
    expect(names.sort()).toEqual(['mirakuru: own', 'mirakuru: quiet', 'mirakuru: shared'])
    expect(attachments['mirakuru: own']).toContain('line 50\nown was asked for /lines/50\n')
    expect(attachments['mirakuru: own']).toMatch(/^\(\d+ more before: .*-own\.log\)\n/)
    expect(attachments['mirakuru: own']).not.toContain('line 5\n')
    expect(attachments['mirakuru: shared']).toBe('shared was asked for /shared-1\n')
    expect(attachments['mirakuru: quiet']).toContain('quiet is ready\n')
  })

  test('has it in the reports of Playwright as well', () => {
    const attached = readAttachments(JSON.parse(readFileSync(json, 'utf8')))
    const shared = attached.filter(({ name }) => name === 'mirakuru: shared')
    expect(shared.map(({ contentType }) => contentType)).toEqual(['text/plain', 'text/plain'])
    const texts = shared.map(({ body }) => Buffer.from(body, 'base64').toString())
    expect(texts).toEqual(['shared was asked for /shared-0\n', 'shared was asked for /shared-1\n'])
  })

  test('has a process of its own in every attempt, and those of the worker stay', async () => {
    const found = run.notes.map((line) => /own (\d+), shared (\d+)/.exec(line)?.slice(1))
    expect(found).toHaveLength(2)
    const [[first, shared] = [], [second, sharedAgain] = []] = found
    expect(first).not.toBe(second)
    expect(shared).toBe(sharedAgain)
    await expectGone([first, second, shared].map(Number))
  })

  test('once, and passes then, has nothing attached in the end', () => {
    const report = readReport(run, 'passes when it is tried again')
    expect(report).toMatchObject({ status: 'passed', attachments: {} })
  })

  test('because its process refers to something else says so where that is declared', () => {
    const report = run.test('a start that fails because of what it refers to')
    expect(report.status).toBe('failed')
    expect(report.message).toMatch(/refers to the fixture "text", which is no process/)
    expect(report.message).toMatch(/\n +at .*failures\.spec\.ts:8:3/)
    expect(run.notes.join()).not.toContain('never')
  })
})

test('a declaration that is no fixture says what to do with it, where it is', async () => {
  const run = await runPlaywright({ project: 'failures', args: ['bare.spec', '--retries=0'] })
  expect(run.tests.map(({ status }) => status)).toEqual(['failed', 'passed'])
  const { message } = run.test('is given a declaration')
  expect(message).toMatch(
    /^ExecutorError: A declaration is no fixture by itself: wrap it in processes\(\), as in /,
  )
  expect(message).toMatch(/\n +at .*bare\.spec\.ts:8:13$/)
  expect(run.notes).toEqual([])
})

test('a process that ends badly behind its test fails the run, with the name of the test', async () => {
  const run = await runPlaywright({ project: 'failures', args: ['ends.spec'] })
  expect(run.test('passes before its process ends badly').message).toBe('')
  expect(run.exitCode, run.output).toBe(1)
  expect(run.output).toMatch(
    /Error: "ends" exited [^]* code 3[^]*\n +during the test: passes before its process ends badly/,
  )
  expect(run.output).toContain('1 error was not a part of any test')
})

/** Of all attempts of all tests, wherever they are in the report. */
function readAttachments(value: unknown): readonly Attachment[] {
  if (typeof value !== 'object' || value === null) return []
  const { attachments = [] } = value as { attachments?: readonly Attachment[] }
  return [...attachments, ...Object.values(value).flatMap(readAttachments)]
}
