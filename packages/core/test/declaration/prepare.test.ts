import { describe, expect, test } from 'vitest'
import { tcpExecutor, type ScopeOptions } from '../../src/declaration.js'
import { parseDeclaration } from '../../src/declaration/parse.js'
import { plan, problemsOf, servers } from './blocks.js'
import { listProblems } from './refuse.js'

type Prepare = ScopeOptions['prepare']

function declare(prepare: unknown): ReturnType<typeof tcpExecutor> {
  return tcpExecutor('db', { ports: ['metrics'], prepare: prepare as Prepare })
}

describe('The option prepare', () => {
  test.each<[Prepare, readonly string[], readonly string[]]>([
    ['initdb -D "{tmp}/my data"', ['initdb', '-D', '{tmp}/my data'], []],
    [['initdb', '{tmp}'], ['initdb', '{tmp}'], []],
    [{ command: 'sh fill.sh {tmp}' }, ['sh', 'fill.sh', '{tmp}'], []],
    [{ command: ['fill', '{name}'], inputs: ['sql', 'a'] }, ['fill', '{name}'], ['sql', 'a']],
  ])('takes %j', (prepare, args, inputs) => {
    expect(parseDeclaration(declare(prepare)).prepare).toEqual({ args, inputs })
  })

  test.each<[unknown, ...string[]]>([
    [5, 'prepare: must be an object, not 5'],
    ['', 'prepare.command: must not be empty'],
    ['  ', 'prepare: names no program'],
    [{}, 'prepare.command: must be a string or a list, and is missing'],
    [{ command: 'x', inputs: 'sql' }, 'prepare.inputs: must be a list, not a string'],
    [{ command: 'x', inputs: [''] }, 'prepare.inputs.0: must not be empty'],
    [{ command: 'x', input: ['a'] }, 'prepare.input: unknown option; did you mean "inputs"?'],
  ])('refuses %j', (prepare, ...problems) => {
    expect(listProblems(() => parseDeclaration(declare(prepare)))).toEqual(problems)
  })

  test.each(['port', 'ports.metrics', 'host', 'worker'])(
    'refuses {%s}, which an instance has and a preparation has not',
    (name) => {
      const problem =
        `prepare: {${name}} belongs to one instance, but this runs once, before there are any, and all of them get a copy ` +
        'of the folder; only {tmp} and {name} can be named here'
      const inCommand = declare(`fill {${name}} {tmp} {name}`)
      const inInput = declare({ command: 'fill', inputs: [`{${name}}`] })
      for (const declaration of [inCommand, inInput])
        expect(listProblems(() => parseDeclaration(declaration))).toEqual([problem])
    },
  )

  test('refuses values of other processes', () => {
    const [problem, ...others] = problemsOf({ ...servers, mine: declare('fill {db.port}') })
    expect(problem).toMatch(/^mine\.prepare: \{db\.port\} belongs to one instance/)
    expect(others).toEqual([])
  })

  test('gives the process a folder that others can name', () => {
    const env = { DATA: '{mine.tmp}' }
    const planned = plan({ mine: declare('fill'), other: tcpExecutor('x', { env }) })
    expect(planned.get('other')?.dependencies).toEqual(['mine'])
  })
})
