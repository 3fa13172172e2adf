import { expect, test } from 'vitest'
import { containerExecutor } from '../../src/declaration.js'
import { afterTest } from '../support/cleanup.js'
import { listCommands } from '../support/containers.js'
import { eventually } from '../support/deadline.js'
import type { TestEngine } from '../support/engines.js'
import { declareHold, DoomedRun } from '../supervisor/doomed-run.js'
import { type End, ends, endsByName } from '../supervisor/ends.js'

const redis = containerExecutor('redis', { port: 6379, mounts: '/data' })

/** Everything of the run, and the command of the engine. */
const killOfAll: End = {
  bringAbout: (run) => {
    for (const { pid } of listCommands('mirakuru_')) process.kill(pid, 'SIGKILL')
    return ends.killOfBoth.bringAbout(run)
  },
  expectNothing: ends.killOfBoth.expectNothing,
}

const worst = ['SIGKILL of both and of the command of the engine', killOfAll] as const
const all = [...endsByName, worst] as const

/** What holds after a kill of whoever has started a container. */
export function describeKills(
  docker: { readonly engine: TestEngine },
  { hasDaemon = true }: { readonly hasDaemon?: boolean } = {},
): void {
  // Without a daemon there is nobody else who could be in the middle of something.
  const kinds = hasDaemon ? all : [worst]
  const start = async (): Promise<DoomedRun> => {
    // What one test has left is no failure of the next.
    afterTest(() => docker.engine.list().map((name) => docker.engine.run('rm', '-f', '-v', name)))
    const run = await DoomedRun.start(
      `${declareHold('root')}
      const held = hold('redis', ${JSON.stringify({ redis })})
      held.whenFailed(sayWhy)
      held.start().then(() => console.log('ready'), sayWhy)
      console.log('asked')`,
      { env: { ...docker.engine.environment }, patience: 30_000 },
    )
    await run.script.says(/^asked$/m)
    return run
  }

  const expectNoContainer = async (): Promise<void> => {
    await eventually(
      { what: 'no container and no volume', within: 5_000 },
      () => [...docker.engine.list(), docker.engine.run('volume', 'ls', '--quiet').trim()],
      (left) => left.join('') === '',
    )
  }

  test.each(kinds)('is removed after %s', async (_how, end) => {
    const run = await start()
    await run.script.says(/^ready$/m)
    expect(docker.engine.list()).toHaveLength(1)
    run.note()
    await end.bringAbout(run)
    await end.expectNothing(run)
    await expectNoContainer()
  })

  test.each(kinds)('that starts is removed after %s', async (_how, end) => {
    const run = await start()
    await eventually(
      { what: 'the container' },
      () => docker.engine.list(),
      (names) => names.length === 1,
    )
    run.note()
    await end.bringAbout(run)
    await end.expectNothing(run)
    await expectNoContainer()
  })

  test.runIf(hasDaemon).each(kinds)(
    'that is not created yet is not left after %s',
    async (_how, end) => {
      const run = await start()
      await eventually(
        { what: 'the command of the engine' },
        () => listCommands('mirakuru_'),
        (commands) => commands.length > 0,
      )
      run.note()
      await end.bringAbout(run)
      await end.expectNothing(run)
      await expectNoContainer()
    },
  )
}
