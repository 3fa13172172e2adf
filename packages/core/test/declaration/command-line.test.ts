import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  joinCommandLine,
  quoteArgument,
  splitCommandLine,
} from '../../src/declaration/command-line.js'
import rows from './command-line.rows.json' with { type: 'json' }

/** Characters that mean something to a shell, in numbers that make them meet. */
const special = fc.constantFrom(...' \t\r\n\'"\\$`|&;<>()*?[]#~=%!{}^-ab'.split(''))
/** Any text a string can hold, halves of surrogate pairs included. */
const anyText = fc.string({
  unit: fc.oneof(
    special,
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  ),
})
/** Text that survives the way to a child and back: whole characters, and no NUL. */
const passableText = fc
  .string({ unit: fc.oneof(special, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) })
  .map((text) => text.replaceAll('\0', ''))

/** Sends every command line to one shell, which answers each with a count and the arguments. */
function splitWithShell(lines: readonly string[]): string[][] {
  const input = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$#" "$@"\n`).join('')
  const env = { LC_ALL: 'C' }
  const shell = spawnSync('/bin/sh', { input, env, encoding: 'utf8', timeout: 10_000 })
  expect(shell).toMatchObject({ status: 0, stderr: '' })
  const fields = shell.stdout.split('\0')
  return lines.map(() => fields.splice(0, 1 + Number(fields[0])).slice(1))
}

function catchFault(text: string): unknown {
  try {
    return void splitCommandLine(text)
  } catch (error) {
    return error
  }
}

describe('splitCommandLine() reads a stored row', () => {
  // `sh`: the answer of dash 0.5.12. `shlex`: of Python 3.11, where a shell would expand or operate.
  for (const { text, args, source } of rows) {
    test(`splitCommandLine() splits ${JSON.stringify(text)} as ${source} does`, () => {
      expect(splitCommandLine(text)).toEqual(args)
    })
  }
})

describe('splitCommandLine() shows a fault', () => {
  test('splitCommandLine() points at a double quote left open', () => {
    expect(() => splitCommandLine('sh -c "echo hi')).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
        sh -c "echo hi
              ^]
    `)
  })

  test('splitCommandLine() points at a single quote left open', () => {
    expect(() => splitCommandLine("echo it's")).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated single quote
        echo it's
               ^]
    `)
  })

  test('splitCommandLine() points at a backslash with nothing after it', () => {
    expect(() => splitCommandLine('ls C:\\')).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Trailing backslash
        ls C:\\
             ^]
    `)
  })

  test('splitCommandLine() points at the quote, not at a last backslash within it', () => {
    expect(() => splitCommandLine('echo "hi\\')).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
        echo "hi\\
             ^]
    `)
  })

  test('splitCommandLine() does not take an escaped quote for the closing one', () => {
    expect(() => splitCommandLine('echo "hi\\"')).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
        echo "hi\\"
             ^]
    `)
  })

  test('splitCommandLine() does not take a backslash in single quotes for an escape', () => {
    expect(() => splitCommandLine("echo 'it\\'s'")).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated single quote
        echo 'it\\'s'
                   ^]
    `)
  })

  test('splitCommandLine() points past the pairs of quotes that are closed', () => {
    expect(() => splitCommandLine(`'a' "b"'c' \\"d "e'`)).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
        'a' "b"'c' \\"d "e'
                       ^]
    `)
  })

  test('splitCommandLine() shows only the line where the open quote is', () => {
    expect(() => splitCommandLine('one \\\r\ntwo "three\nfour'))
      .toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
        two "three
            ^]
    `)
  })

  test('splitCommandLine() shows only the part of a long line around the open quote', () => {
    const text = `${'before '.repeat(20)}"${' after'.repeat(20)}`
    expect(() => splitCommandLine(text)).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
        …fore before before before before before " after after after after after after af…
                                                 ^]
    `)
  })

  test('splitCommandLine() keeps the caret in its column after tabs and surrogate pairs', () => {
    expect(() => splitCommandLine('\ta\té 🚀 "b')).toThrowErrorMatchingInlineSnapshot(`
      [SyntaxError: Unterminated double quote
         a é 🚀 "b
               ^]
    `)
  })

  test('splitCommandLine() throws nothing but SyntaxError, its caret under what is open', () => {
    const check = (text: string): void => {
      const fault = catchFault(text)
      if (fault === undefined) return
      expect(fault).toBeInstanceOf(SyntaxError)
      const [, shown = '', pointer = ''] = (fault as SyntaxError).message.split('\n')
      expect(['"', "'", '\\']).toContain(Array.from(shown)[pointer.indexOf('^')])
    }
    fc.assert(fc.property(anyText, check), { numRuns: 1000 })
  })
})

describe('joinCommandLine()', () => {
  test('joinCommandLine() quotes only the arguments that need it', () => {
    expect(joinCommandLine(['echo', "it's", '', 'a b', '--x=/y:%z'])).toBe(
      `echo 'it'\\''s' '' 'a b' --x=/y:%z`,
    )
  })

  test('joinCommandLine() makes an empty line of no arguments', () => {
    expect(joinCommandLine([])).toBe('')
  })

  test('joinCommandLine() is undone by splitCommandLine()', () => {
    const check = (args: string[]): void => {
      expect(splitCommandLine(joinCommandLine(args))).toEqual(args)
    }
    fc.assert(fc.property(fc.array(anyText), check), { numRuns: 1000 })
  })

  test.skipIf(!existsSync('/bin/sh'))('joinCommandLine() is undone by a real shell', () => {
    const check = (batch: string[][]): void => {
      expect(splitWithShell(batch.map(joinCommandLine))).toEqual(batch)
    }
    fc.assert(fc.property(fc.array(fc.array(passableText)), check), { numRuns: 30 })
  })
})

describe('quoteArgument()', () => {
  test('quoteArgument() leaves only harmless ASCII characters bare', () => {
    const characters = Array.from({ length: 0x250 }, (_, code) => String.fromCharCode(code))
    const bare = characters.filter((character) => quoteArgument(character) === character)
    expect(bare.join('')).toBe(
      '%+,-./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_abcdefghijklmnopqrstuvwxyz',
    )
  })

  test('quoteArgument() quotes a harmless word that ends in a newline', () => {
    expect(quoteArgument('word\n')).toBe("'word\n'")
  })
})
