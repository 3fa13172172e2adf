import { describe, expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor } from '../../src/index.js'
import { eventually, rejectionOf } from '../support/deadline.js'
import { use } from '../support/use.js'

/** What a process says last, without the end of a line behind it: the match in it could still grow. */
const saysAndExits = (code: number): string[] => ['sh', '-c', `printf 'port 80'; exit ${code}`]

describe('waitForOutput() finds the last words', () => {
  test('of a process that ends meanwhile', async () => {
    const executor = use(
      new SimpleExecutor(['sh', '-c', 'read _; printf done; exit 1'], { stdin: 'pipe' }),
    )
    await executor.start()
    const found = executor.waitForOutput('done')
    executor.stdin?.end('\n')
    expect((await found)[0]).toBe('done')
    await executor.kill()
  })

  test('of a process that has ended', async () => {
    const executor = use(new SimpleExecutor(saysAndExits(1)))
    await executor.start()
    await eventually({ what: 'the exit' }, () => executor.exit)
    expect((await executor.waitForOutput(/port (\d+)/))[1]).toBe('80')
    await executor.kill()
    expect((await executor.waitForOutput(/port (\d+)$/))[1]).toBe('80')
  })
})

describe('A banner that is the last words', () => {
  test('of a process that exits with 0 was seen in time', async () => {
    const executor = use(new OutputExecutor(saysAndExits(0), { banner: /port (?<port>\d+)/ }))
    await executor.start()
    expect(executor.port).toBe(80)
    await executor.stop()
  })

  test('of a process that fails was seen in time as well', async () => {
    const executor = use(new OutputExecutor(saysAndExits(3), { banner: /port \d+$/ }))
    await executor.start()
    expect(await rejectionOf(executor.stop())).toMatchObject({ exitCode: 3 })
  })
})
