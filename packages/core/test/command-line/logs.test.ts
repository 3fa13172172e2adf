import { isDeepStrictEqual } from 'node:util'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { simpleExecutor } from '../../src/declaration.js'
import { beOwnRun, endRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { runHere, startMirakuru, useOwnTmpdir } from '../support/command-line.js'
import { eventually, inTime } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'

beforeAll(beOwnRun)

describe('mirakuru logs', () => {
  beforeEach(async () => {
    await useOwnTmpdir()
    endRunAfterTest()
  })

  test('prints each stream of a process, be it that it has crashed, to its own', async () => {
    const declaration = simpleExecutor(fixture('exits-with', 0), {
      name: 'talker',
      onCrash: 'ignore',
    })
    const held = await holdOne(useClient(), declaration).start()
    await held.waitForOutput('words on stderr')
    const plain = await runHere(['logs', 'talker'])
    expect(plain).toEqual({ code: 0, out: 'words on stdout\n', err: 'words on stderr\n' })
    const { out } = await runHere(['logs', 'talker', '--json'])
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    const time = expect.stringMatching(/^\d{4}-.*Z$/) as string
    expect(lines).toHaveLength(2)
    expect(lines).toContainEqual({ time, stream: 'stdout', text: 'words on stdout' })
    expect(lines).toContainEqual({ time, stream: 'stderr', text: 'words on stderr' })
  })

  test('prints a last line that has no line end, and no other one behind it', async () => {
    const program = ['sh', '-c', 'printf "cannot write"; printf "no luck" >&2; exit 3']
    const declaration = simpleExecutor(program, { name: 'talker', onCrash: 'ignore' })
    const held = await holdOne(useClient(), declaration).start()
    const showsEnds = async (count: number): Promise<void> => {
      const expected = {
        code: 0,
        out: 'cannot write\n'.repeat(count),
        err: 'no luck\n'.repeat(count),
      }
      await eventually(
        { what: `${count} last lines` },
        () => runHere(['logs', 'talker']),
        (printed) => isDeepStrictEqual(printed, expected),
      )
    }
    await showsEnds(1)
    await held.start()
    await showsEnds(2)
  })

  test('-f goes on until nobody holds the process any more', async () => {
    const declaration = simpleExecutor(fixture('exits-with', 0, 'SIGTERM'), { name: 'talker' })
    const held = await holdOne(useClient(), declaration).start()
    await held.waitForOutput('ready')
    const following = startMirakuru(['logs', '-f', 'talker'])
    await following.says(/^ready$/m)
    await held.restart()
    await following.says(/^ready\nready$/m)
    await held.release()
    const ended = await inTime({ what: 'the end of mirakuru' }, following.ended)
    expect(ended).toEqual({ code: 0, out: 'ready\nready\n', err: '' })
  })

  test('-f ends with the run', async () => {
    const root = useClient('root')
    const held = await holdOne(
      root,
      simpleExecutor(fixture('exits-with', 0, 'SIGTERM'), { name: 'talker' }),
    ).start()
    await held.waitForOutput('ready')
    const following = startMirakuru(['logs', '-f', 'talker'])
    await following.says(/^ready$/m)
    await root.endRun()
    expect((await inTime({ what: 'the end of mirakuru' }, following.ended)).code).toBe(0)
  })

  test('lets choose between processes of one name by their pids', async () => {
    const declaration = simpleExecutor(fixture('exits-with', 0, 'SIGTERM'), { name: 'twin' })
    const [one, other] = [
      await holdOne(useClient(), declaration).start(),
      await holdOne(useClient(), declaration).start(),
    ]
    await Promise.all([one.waitForOutput('ready'), other.waitForOutput('ready')])
    const { code, err } = await runHere(['logs', 'twin'])
    expect(code).toBe(1)
    expect(err).toContain('"twin" is the name of 2 processes; choose one by its pid:')
    for (const { pid } of [one, other]) {
      expect(err).toContain(`  ${pid}  of ${process.cwd()}, held by worker`)
      expect((await runHere(['logs', String(pid)])).out).toBe('ready\n')
    }
  })
})
