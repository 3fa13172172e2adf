import type { Circus } from '@jest/types'

/** Whether a test will run, or whether one in a `describe` block will. */
export function isEnabled(
  entry: Circus.DescribeBlock | Circus.TestEntry,
  state: Circus.State,
): boolean {
  if (entry.type === 'describeBlock')
    return entry.mode !== 'skip' && entry.children.some((child) => isEnabled(child, state))
  const { hasFocusedTests, testNamePattern } = state
  if (entry.mode === 'skip' || entry.mode === 'todo') return false
  if (hasFocusedTests && entry.mode !== 'only') return false
  return testNamePattern?.test(nameTest(entry)) ?? true
}

/** The names of a test and of the `describe` blocks around it, as `--testNamePattern` sees them. */
function nameTest(test: Circus.TestEntry): string {
  const names = listBlocks(test).map(({ name }) => name)
  return [...names.slice(1), test.name].join(' ')
}

/** The `describe` blocks around a test or a block, from that of the whole file to the innermost. */
export function listBlocks({
  parent,
}: Pick<Circus.TestEntry | Circus.DescribeBlock, 'parent'>): Circus.DescribeBlock[] {
  const blocks: Circus.DescribeBlock[] = []
  for (let block: typeof parent | undefined = parent; block !== undefined; block = block.parent)
    blocks.unshift(block)
  return blocks
}
