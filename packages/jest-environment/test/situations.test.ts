import { beforeAll, describe, expect, inject, test } from 'vitest'
import { divideSituations } from '../../core/test/support/situations.js'
import { readFailures } from './support/failures.js'
import { runJest } from './support/run-jest.js'

const codeFrame = /^ *>? *\d+ \|.*$/gm
const secrets = /hunter2|swordfish|xyzzy/

const heading = `What Jest prints for every situation that the project "situations" brings about, without code frames
and stacks; the same on Node 20 and 24. To renew it: vitest run test/situations.test.ts -u`

interface Telling {
  readonly failures: ReadonlyMap<string, string>
  /** Of all runs. */
  readonly output: string
}

async function tellAll(node: string): Promise<Telling> {
  const project = 'situations'
  const main = runJest({ project, node, file: 'tests/', args: ['--maxWorkers=3'] })
  const { output: lost } = await runJest({ project, node, file: 'lost/' })
  const inBlocks = await tellBlocks(node)
  const { output: inTests } = await main
  const inFiles = [...readFailures(inTests), ...readFailures(lost)]
  const failures = new Map([
    ...inFiles.map(([title, text]) => [nameSituation(title), text] as const),
    ...inBlocks,
  ])
  return { failures, output: [inTests, lost, ...inBlocks.values()].join('\n') }
}

const blocks = {
  broken: 'a block of which a process does not start',
  invalid: 'a block that is invalid',
}

/** With the preset, which knows the block before the tests do, and without it. */
async function tellBlocks(node: string): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  for (const [name, title] of Object.entries(blocks)) {
    for (const [suffix, PRESET] of [
      ['', 'no'],
      [', with the preset', 'yes'],
    ] as const) {
      const env = { BLOCK: name, PRESET }
      const { output } = await runJest({ project: 'situations', node, file: 'block/', env })
      told.set(title + suffix, [...readFailures(output).values()].join('\n\n'))
    }
  }
  return told
}

/** A file that fails as a whole is named by what it does. */
function nameSituation(title: string): string {
  const [, file] = /^tests\/(\S+)\.test\.js$/.exec(title) ?? []
  return file === undefined ? title : `a file that ${file.replaceAll('-', ' ')}`
}

const nodes = Object.keys(inject('nodes'))
const tellings = new Map<string, Promise<Telling>>()
beforeAll(() => {
  for (const node of nodes) tellings.set(node, tellAll(node))
})

describe.each(nodes)('every situation, Node %s', (node) => {
  let failures: Telling['failures']
  let output: string
  beforeAll(async () => {
    ;({ failures, output } = (await tellings.get(node)) as Telling)
  })

  test('is told as the tables say', async () => {
    expect(failures.size).toBeGreaterThan(50)
    const told = divideSituations(heading, failures)
    const first = await tellings.get(nodes[0] ?? '')
    // Two that renew the files would write over each other.
    if (node !== nodes[0])
      return expect(told).toEqual(divideSituations(heading, first?.failures ?? new Map()))
    await expect(told.own).toMatchFileSnapshot('situations.txt')
    await expect(told.common).toMatchFileSnapshot(
      '../../core/test/support/situations-of-adapters.txt',
    )
  })

  test('tells no secret', () => {
    expect(output).toContain('postgres://admin:…@db/')
    expect(output.replaceAll(codeFrame, '')).not.toMatch(secrets)
  })

  test('points at the use of the process, and into no file of ours', () => {
    expect(output).toMatch(/> \d+ \| +const needed = useProcess\(wanted\)/)
    expect(output).not.toMatch(/^ +at .*(?:@mirakuru|packages)\//m)
  })
})
