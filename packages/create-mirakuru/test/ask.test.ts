import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readArguments } from '../src/arguments.js'
import { ask } from '../src/ask.js'

const [enter, down, space, interrupt] = ['\r', '\u001B[B', ' ', '\u0003']

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'create-mirakuru-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** A terminal whose user answers a question as soon as it is asked. */
function makeTerminal(answers: readonly (readonly [question: string, ...keys: string[]])[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
  const output = Object.assign(new PassThrough(), { columns: 80, rows: 24, isTTY: true })
  let printed = ''
  const open = [...answers]
  output.on('data', (chunk: Buffer) => {
    printed += stripVTControlCharacters(String(chunk))
    const [question, ...keys] = open[0] ?? []
    if (question === undefined || !printed.includes(question)) return
    open.shift()
    // The question listens for its end only after it was written.
    setImmediate(() => keys.forEach((key) => input.write(key)))
  })
  return { input, output, open }
}

test('asks for what the command line leaves out', async () => {
  const terminal = makeTerminal([
    ['In which folder?', folder, enter],
    ['Which test runner?', down, enter],
    ['Which servers', space, down, space, enter],
  ])
  expect(await ask(readArguments([]), terminal)).toMatchObject({
    project: { folder },
    runner: 'jest',
    services: ['redis'],
  })
  expect(terminal.open).toEqual([])
})

test('offers the runner of the project first, and asks for nothing that is said', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "devDependencies": { "@playwright/test": "1" } }')
  const terminal = makeTerminal([['Which test runner?', enter]])
  expect(await ask(readArguments([folder, '--services', 'api']), terminal)).toMatchObject({
    runner: 'playwright',
    services: ['api'],
  })
})

test('does nothing after Ctrl-C', async () => {
  const terminal = makeTerminal([['Which test runner?', interrupt]])
  expect(await ask(readArguments([folder]), terminal)).toBeUndefined()
})

test('asks nothing with --yes, nor when all is said', async () => {
  const terminal = makeTerminal([])
  const write = vi.spyOn(terminal.output, 'write')
  expect(await ask(readArguments([folder, '--yes']), terminal)).toMatchObject({
    runner: 'vitest',
    services: ['postgres'],
  })
  const said = readArguments(['--runner', 'jest', '--services', 'nats'])
  expect(await ask(said, terminal)).toMatchObject({ project: { folder: process.cwd() } })
  expect(write).not.toHaveBeenCalled()
})

test('says what to say where nobody can be asked', async () => {
  const terminal = { input: new PassThrough(), output: new PassThrough() }
  await expect(ask(readArguments([folder]), terminal)).rejects.toThrow('say --runner')
})
