import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { mirakuru, runHere } from '../support/command-line.js'

const { version } = createRequire(import.meta.url)('@mirakuru/core/package.json') as {
  version: string
}
const names = ['ps', 'logs', 'stop', 'run', 'doctor']

describe('mirakuru', () => {
  test('tells its version', async () => {
    expect(await mirakuru(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  test.each([
    ['--help'],
    ['help'],
    ...names.flatMap((name) => [
      ['help', name],
      [name, '--help'],
    ]),
  ])('explains itself on one screen: %s %s', async (...args) => {
    const { code, out, err } = await runHere(args.filter(Boolean))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = out.split('\n')
    expect(lines.length).toBeLessThanOrEqual(24)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  })

  test('names every command in its help', async () => {
    const { out } = await runHere(['--help'])
    expect([...out.matchAll(/^ {2}mirakuru (\w+)/gm)].map(([, name]) => name)).toEqual(names)
  })

  test('explains itself on the standard error when it is not told what to do', async () => {
    const { code, out, err } = await runHere([])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe((await runHere(['--help'])).out)
  })

  test.each<[string[], string]>([
    [['sp'], 'Unknown command "sp"; did you mean "ps"?'],
    [['frobnicate'], `Unknown command "frobnicate"; there are ${names.join(', ')}`],
    [['toString'], `Unknown command "toString"; there are ${names.join(', ')}`],
    [['ps', '--al'], '"ps" has no option "--al"; did you mean "--all"?'],
    [['ps', '--toString'], '"ps" has no option "--toString"'],
    [['ps', '-x'], '"ps" has no option "-x"'],
    [['ps', '--json=yes'], '"--json" takes no value'],
    [['ps', 'redis'], '"ps" takes no arguments, not 1'],
    [['logs'], '"logs" takes one argument, not 0'],
    [['logs', 'a', 'b'], '"logs" takes one argument, not 2'],
    [['stop', 'a', 'b'], '"stop" takes one argument at most, not 2'],
    [['stop', '--', 'a'], '"stop" takes no arguments after "--"'],
    [['run', '--', 'x'], '"run" takes at least one argument, not 0'],
    [['--frobnicate'], 'Unknown option "--frobnicate" without a command'],
  ])('refuses %j', async (args, expected) => {
    const { code, out, err } = await runHere(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^mirakuru: /)
    expect(err).toContain(expected)
  })

  test('tells programs what is wrong in their own way', async () => {
    const { code, out, err } = await runHere(['logs', '--json'])
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'ERR_USAGE',
        message: expect.stringContaining('"logs" takes one argument, not 0') as string,
      },
    })
  })

  test('stops without a word when nobody reads on', async () => {
    const { code, err } = await mirakuru(['--help'], { shell: '"$@" | true' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})
