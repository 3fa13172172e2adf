import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PsTable } from '../../src/process/table-ps.js'

// Written from Apple's manual page of ps(1), not taken from a Mac: `-a -x` all processes, `-E` the environment as well,
// `-w -w` lines of any length, a `=` behind each keyword no header, `lstart` the start as the C locale writes it.
const sample = fileURLToPath(new URL('samples/ps-axEww.txt', import.meta.url))

let folder: string
const listRuns = (): string[] =>
  readFileSync(join(folder, 'runs'), 'utf8').trimEnd().split('\n').filter(Boolean)

/** A program `ps` that prints the sample; without `-E` no line has an environment. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ps-'))
  const program = join(folder, 'ps')
  writeFileSync(join(folder, 'runs'), '')
  writeFileSync(
    program,
    `#!/bin/sh
echo "$*" >>'${folder}/runs'
[ -z "$LONG" ] || { head -c 4000000 /dev/zero | tr '\\0' x; echo; }
case $1 in
  -axEww) cat '${sample}' ;;
  -axww) sed 's/ [A-Z_]*=.*//' '${sample}' ;;
  *) sed -n '/^ *4711 /s/ [A-Z_]*=.*//p' '${sample}' ;;
esac
`,
  )
  chmodSync(program, 0o755)
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('A walk through the table of a Mac is one run of ps, marks included', () => {
  const table = new PsTable('darwin')
  const marks = table.walk().map((state) => [state.pid, table.readMark(state)])
  expect(marks.filter(([, mark]) => mark !== undefined)).toEqual([
    [4711, 'c0ffee01:1'],
    [4712, 'c0ffee01:1'],
  ])
  expect(listRuns()).toEqual(['-axEww -o pid=,ppid=,pgid=,stat=,lstart=,command='])
})

test('Commands are one more run, and show no environment', () => {
  const table = new PsTable('darwin')
  const commands = table.walk().map((state) => table.readCommand(state))
  expect(commands).toContain('node server.js --port 21034')
  expect(commands.join('\n')).not.toContain('sesame')
  expect(commands.find((each) => each.startsWith('/bin/sh'))).toMatch(
    / mirakuru-guardian c0ffee01 /,
  )
  expect(listRuns()).toHaveLength(2)
})

test('Every process is told once, with when it started and whether it is dead', () => {
  const states = new PsTable('darwin').walk()
  expect(states.map(({ pid }) => pid)).toEqual([
    1, 88, 501, 640, 4700, 4711, 4712, 4713, 4720, 4799,
  ])
  expect(states.filter(({ zombie }) => zombie).map(({ pid }) => pid)).toEqual([4713])
  expect(states.find(({ pid }) => pid === 4711)).toEqual({
    pid: 4711,
    parent: 4700,
    group: 4711,
    session: 4711,
    name: '',
    startTime: 'Thu Jul 4 09:41:12 2024',
    zombie: false,
  })
})

test('A process that is looked up by its pid is the one that a walk has seen', () => {
  const table = new PsTable('darwin')
  const walked = table.walk().find(({ pid }) => pid === 4711)
  expect(table.readState(4711)).toEqual(walked)
})

test('Environments may be long', () => {
  vi.stubEnv('LONG', 'yes')
  expect(new PsTable('darwin').walk()).toHaveLength(10)
})

test('Where ps shows no environment, none is asked for', () => {
  const table = new PsTable('openbsd')
  const states = table.walk()
  expect(states.map((state) => table.readMark(state)).filter(Boolean)).toEqual([])
  expect(listRuns()).toEqual(['-axww -o pid=,ppid=,pgid=,stat=,lstart=,command='])
})
