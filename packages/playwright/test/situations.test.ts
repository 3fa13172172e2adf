import { beforeAll, expect, test } from 'vitest'
import type { Run } from '../../core/test/support/run.js'
import { compareWithTable, type Difference } from '../../core/test/support/table-of-situations.js'
import { runPlaywright } from './support/run-playwright.js'

/** Those of Playwright, see docs/playwright.md. */
const differences: readonly Difference[] = [
  {
    reason:
      'a test that follows a failed one runs in a new worker, which has its own process of scope "file"',
    titles: ['a crash in scope file > before the tests that follow'],
  },
  {
    reason: 'that new worker has never had a connection to the supervisor, and finds none',
    titles: ['a supervisor that is killed > before the tests that follow'],
    tells: (text) => text.replace('are gone', 'are gone (no process listens in <run>)'),
  },
  {
    reason:
      'a fixture of a worker cannot depend on one of tests: Playwright refuses to load the file',
    titles: ['a declaration > with a scope that outlives what it depends on'],
    tells: () =>
      'worker fixture "api" cannot depend on a test fixture "db" defined in outlives.spec.ts:7:19.',
  },
  {
    reason: 'nothing has a handle before it is set up',
    titles: ['a file that reads a handle too early'],
  },
]

const codeFrame = /^ *>? *\d* \|.*$/gm
const secrets = /hunter2|swordfish|xyzzy/
const project = 'situations'

let texts: Map<string, string>
let output: string

beforeAll(async () => {
  const files = ['crashes', 'declarations', 'shared'].map((name) => `${name}.spec`)
  const main = await runPlaywright({ project, args: files })
  const lost = await runPlaywright({ project, args: ['lost'] })
  const outlives = await runPlaywright({ project, args: ['outlives'] })
  const broken = await runPlaywright({ project, args: ['none'], env: { BLOCK: 'broken' } })
  const invalid = await runPlaywright({ project, args: ['none'], env: { BLOCK: 'invalid' } })
  texts = new Map([
    ...readFailures(main),
    ...readFailures(lost),
    ['a declaration > with a scope that outlives what it depends on', readFirstError(outlives)],
    ['a block of which a process does not start', readFirstError(broken)],
    ['a block that is invalid', readFirstError(invalid)],
  ])
  const runs = [main, lost, outlives, broken, invalid]
  const messages = runs.flatMap(({ tests }) => tests.map(({ message }) => message))
  output = [...runs.map((run) => run.output), ...messages].join('\n')
}, 600_000)

test('every situation is told as the table says', () => {
  const { told, wanted } = compareWithTable(texts, differences)
  expect(told).toEqual(wanted)
})

test('no secret is told', () => {
  expect(output).toContain('postgres://admin:…@db/')
  expect(output.replaceAll(codeFrame, '')).not.toMatch(secrets)
})

test('everything points at the call of processes() or withProcesses(), and nowhere else', () => {
  expect(output).toMatch(/^ *> +\d+ \| +processes\(\{$/m)
  expect(output).toMatch(/^ *> +\d+ \| +withProcesses\(/m)
  expect(output).not.toMatch(/^ +at .*(?:@mirakuru|packages)\//m)
  // That is what a process printed.
  expect(output).toMatch(/ \u2060at \[eval\]/)
  expect(output).not.toMatch(/^ +at \[eval\]/m)
})

/** Of each test by its full title, without where it happened. */
function readFailures(run: Run): [string, string][] {
  return run.tests
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, message }) => [
      fullName,
      message.replaceAll(/(?:\n +at .*)+(?=$|\n\[cause\])/g, '\n').trim(),
    ])
}

/** Outside of all tests, without where it happened. */
function readFirstError(run: Run): string {
  // A start that takes a while is said to.
  const [text = ''] = run.output.replaceAll(/^mirakuru: .*\n/gm, '').split(/\n+ +at /)
  return text.trim()
}
