import type { Circus } from '@jest/types'

/** Whether a test of a `describe` block will run, or a hook before or after all tests of it, or of one inside it. */
export function isEnabled(block: Circus.DescribeBlock, state: Circus.State): boolean {
  if (runsHooks(block, state)) return true
  return block.children.some((child) =>
    child.type === 'describeBlock' ? isEnabled(child, state) : runs(child, state),
  )
}

/** Jest runs the hooks of a block for tests that are to do as well. */
function runsHooks(block: Circus.DescribeBlock, state: Circus.State): boolean {
  const hasHooks = block.hooks.some(({ type }) => type === 'beforeAll' || type === 'afterAll')
  return hasHooks && block.mode !== 'skip' && hasSelected(block, state)
}

function hasSelected({ children }: Circus.DescribeBlock, state: Circus.State): boolean {
  return children.some((child) =>
    child.type === 'describeBlock' ? hasSelected(child, state) : isSelected(child, state),
  )
}

/** A block inside one that is skipped can have another mode; the tests of a block never run when it is skipped itself. */
function runs(test: Circus.TestEntry, state: Circus.State): boolean {
  return test.parent.mode !== 'skip' && test.mode !== 'todo' && isSelected(test, state)
}

function isSelected(test: Circus.TestEntry, state: Circus.State): boolean {
  const { hasFocusedTests, testNamePattern } = state
  if (test.mode === 'skip' || (hasFocusedTests && test.mode !== 'only')) return false
  return testNamePattern?.test(nameTest(test)) ?? true
}

/** The names of a test and of the `describe` blocks around it, as `--testNamePattern` sees them. */
function nameTest(test: Circus.TestEntry): string {
  const names = listBlocks(test).map(({ name }) => name)
  return [...names.slice(1), test.name].join(' ')
}

/** Whether a test of a block has failed. */
export function hasFailed({ children }: Circus.DescribeBlock): boolean {
  return children.some((child) =>
    child.type === 'describeBlock' ? hasFailed(child) : child.errors.length > 0,
  )
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
