import { expect, test } from 'vitest'
import { expectDeaths } from '../../core/test/support/deaths.js'
import { identityOf } from '../../core/test/support/processes.js'
import { startNodeTest, versions } from './support/run-node-test.js'

const [own, ...others] = versions
const newest = others.at(-1) ?? own
const at2 = '--test-concurrency=2'

test.each([
  ['SIGKILL', own, [at2]],
  ['SIGINT', own, [at2]],
  ['SIGKILL', newest, [at2, '--test-global-setup=setup.mjs']],
] as const)(
  'nothing is left after %s of the runner, Node %s, %j',
  async (signal, version, args) => {
    const run = startNodeTest({ project: 'kill', version, args })
    const notes = await run.noted('both files to hold processes', (lines) =>
      lines.filter((line) => line.includes(' holds ')).length === 2 ? lines : undefined,
    )
    const started = notes.flatMap((line) => / started (\d+)$/.exec(line)?.[1] ?? [])
    expect(started).toHaveLength(2 * (1 + 2 * 2)) // each has a child
    const supervisors = run
      .listFamily()
      .filter(({ command }) => command.includes('supervisor/main.js'))
    expect(supervisors).toHaveLength(1)
    const processes = started.map((pid) => identityOf(Number(pid)))
    process.kill(run.runner.pid, signal)
    await expectDeaths(processes)
    await expectDeaths(supervisors)
  },
)
