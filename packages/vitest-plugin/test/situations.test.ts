import { beforeAll, describe, expect, inject, test } from 'vitest'
import { divideSituations } from '../../core/test/support/situations.js'
import { readFailures, readUnhandled } from './support/failures.js'
import { runVitest } from './support/run-vitest.js'

/** Of the test files, in which the secrets stand. */
const codeFrame = /^ *\d+\|.*$/gm
const secrets = /hunter2|swordfish|xyzzy/

const heading = `What Vitest prints for every situation that the project "situations" brings about, without code
frames and stacks. Vitest 4.1 and 5.1 print the same. To renew it: vitest run test/situations.test.ts -u`

/** A test without its file, and a file that fails as a whole without its ending. */
function nameSituation(title: string): string {
  const [, file] = /^(\S+)\.project\.ts \[/.exec(title) ?? []
  return file === undefined
    ? title.replace(/^\S+\.project\.ts > /, '')
    : `a file that ${file.replaceAll('-', ' ')}`
}

interface Telling {
  readonly failures: ReadonlyMap<string, string>
  /** Of all runs. */
  readonly output: string
}

async function tellAll(version: string): Promise<Telling> {
  const project = 'situations'
  const main = runVitest({ project, version })
  // One after the other: all at once would be slower than what they tell of allows.
  const broken = await runVitest({ project, version, env: { BLOCK: 'broken' } })
  const invalid = await runVitest({ project, version, env: { BLOCK: 'invalid' } })
  const lost = await runVitest({
    file: 'lost-supervisor',
    version,
    args: ['--testTimeout=60000'],
  })
  const inTests = await main
  const inFiles = [...readFailures(inTests.errorOutput), ...readFailures(lost.errorOutput)]
  const failures = new Map([
    ...inFiles.map(([title, text]) => [nameSituation(title), text] as const),
    ['a block of which a process does not start', readUnhandled(broken.errorOutput)],
    ['a block that is invalid', readUnhandled(invalid.errorOutput)],
  ])
  const output = [inTests, broken, invalid, lost].map((run) => run.output).join('\n')
  return { failures, output }
}

const versions = Object.keys(inject('installations'))
const tellings = new Map<string, Promise<Telling>>()
beforeAll(() => {
  for (const version of versions) tellings.set(version, tellAll(version))
})

describe.each(versions)('every situation, Vitest %s', (version) => {
  let failures: Telling['failures']
  let output: string
  beforeAll(async () => {
    ;({ failures, output } = (await tellings.get(version)) as Telling)
  })

  test('is told as the tables say', async () => {
    expect(failures.size).toBeGreaterThan(50)
    const told = divideSituations(heading, failures)
    const first = await tellings.get(versions[0] ?? '')
    // Two that renew the files would write over each other.
    if (version !== versions[0])
      return expect(told).toEqual(divideSituations(heading, first?.failures ?? new Map()))
    await expect(told.own).toMatchFileSnapshot('situations.txt')
    await expect(told.common).toMatchFileSnapshot(
      '../../core/test/support/situations-of-adapters.txt',
    )
  })

  test('says where an invalid block is declared', () => {
    expect(output).toContain(
      'DeclarationError: Invalid processes of mirakuru() in vitest.config.ts:',
    )
  })

  test('tells no secret', () => {
    expect(output).toContain('postgres://admin:…@db/')
    expect(output.replaceAll(codeFrame, '')).not.toMatch(secrets)
  })

  test('points at the declaration of the process, and into no file of ours', () => {
    expect(output).toContain('fails(title, factories[executor](command')
    expect(output).not.toMatch(/❯ .*(?:@mirakuru|packages)\//)
  })
})
