import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { containerExecutor } from '../../src/declaration.js'
import { createExecutor } from '../../src/executors/index.js'
import { afterTest } from '../support/cleanup.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import type { TestEngine } from '../support/engines.js'
import { makeFolder } from '../support/fixtures.js'
import { declareHold, DoomedRun } from '../supervisor/doomed-run.js'
import { ends } from '../supervisor/ends.js'
import { withoutPage } from '../support/pages.js'

type Options = Exclude<Parameters<typeof containerExecutor>[1], undefined>

/** What holds of the image that `prepare` makes. */
export function describePreparation(docker: { readonly engine: TestEngine }): void {
  const make = (options: Options) => {
    const executor = createExecutor(containerExecutor('base', options))
    afterTest(() => executor.kill())
    return executor
  }

  /** An image that only lives if it was prepared, and runs what it says itself. */
  const buildBase = (): void => {
    if (docker.engine.run('images', '--quiet', 'base') !== '') return
    docker.engine.build(
      'base',
      `FROM tools
      HEALTHCHECK CMD cat /data/prepared
      ENTRYPOINT ["sh", "-c"]
      CMD ["echo base; exec sleep 1000"]`,
    )
  }

  const listImages = (): string[] =>
    docker.engine
      .run('images', '--format', '{{.Repository}}')
      .split('\n')
      .filter((name) => name.includes('mirakuru_'))

  test('runs once, and every instance starts from what it has written', async () => {
    buildBase()
    const folder = await makeFolder()
    mkdirSync(join(folder, 'count'))
    const options: Options = {
      cwd: folder,
      mounts: './count:/count',
      port: 80,
      env: { WHO: 'me', OUTSIDE: '{port}' }, // not the same for both
      prepare: ['sh', '-c', 'echo $WHO > /data/prepared; echo run >> /count/runs'],
    }
    const both = [make(options), make(options)] as const
    await Promise.all(both.map((each) => each.start()))
    expect(readFileSync(join(folder, 'count/runs'), 'utf8')).toBe('run\n')
    const [one, other] = both
    await one.exec(['sh', '-c', 'echo more >> /data/prepared'])
    expect((await one.exec('cat /data/prepared')).stdout).toBe('me\nmore\n')
    expect((await other.exec('cat /data/prepared')).stdout).toBe('me\n')
    expect(one.output()).toBe('base\n')
    expect(new Set(docker.engine.list())).toEqual(new Set([one.id, other.id]))
  })

  test('says why it failed, and leaves nothing', async () => {
    buildBase()
    const broken = make({ prepare: ['sh', '-c', 'echo no table >&2; exit 3'] })
    const { message } = await rejectionOf(broken.start())
    expect(withoutPage(message)).toMatch(
      /^Cannot start "base": its preparation exited with code 3\n {2}after .+\n {2}command: sh -c .+\n {2}last .+ of its output:\n[^]*no table$/,
    )
    expect(docker.engine.list()).toEqual([])
  })

  test('is done by another start when the first one is aborted', async () => {
    buildBase()
    const folder = await makeFolder()
    mkdirSync(join(folder, 'go'))
    // Waits for ever the first time.
    const script = 'if mkdir /go/first 2>/dev/null; then sleep 1000; fi; echo > /data/prepared'
    const options: Options = {
      cwd: folder,
      mounts: './go:/go',
      prepare: ['sh', '-c', script],
    }
    const abort = new AbortController()
    const first = rejectionOf(make(options).start({ signal: abort.signal }))
    await eventually(
      { what: 'the preparation' },
      () => existsSync(join(folder, 'go/first')),
      (exists) => exists,
    )
    const second = make(options).start()
    abort.abort(new Error('no more'))
    expect((await first).message).toBe('no more')
    expect((await second).running()).toBe(true)
  })

  test.each([
    ['while it runs', 'echo prepares; exec sleep 1000', 'asked'],
    ['when it is done', 'echo > /data/prepared', 'ready'],
  ])('leaves nothing after a kill of the run and its supervisor %s', async (_when, text, last) => {
    buildBase()
    const before = listImages().length
    const base = containerExecutor('base', { prepare: ['sh', '-c', text] })
    const run = await DoomedRun.start(
      `${declareHold('root')}
      const held = hold('base', ${JSON.stringify({ base })})
      held.whenFailed(sayWhy)
      held.start().then(() => console.log('ready'), sayWhy)
      console.log('asked')`,
      { env: { ...docker.engine.environment }, patience: 30_000 },
    )
    await run.script.says(new RegExp(`^${last}$`, 'm'))
    await eventually(
      { what: 'a container' },
      () => docker.engine.list(),
      (names) => names.length === 1,
    )
    if (last === 'ready') expect(listImages()).toHaveLength(before + 1)
    run.note()
    await ends.killOfBoth.bringAbout(run)
    await ends.killOfBoth.expectNothing(run)
    await eventually(
      { what: 'no container and no image more', within: 5_000 },
      () => [...docker.engine.list(), ...listImages().slice(before)],
      (left) => left.length === 0,
    )
  })
}
