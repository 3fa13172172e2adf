import { describe, expect, test } from 'vitest'
import { toPlainLine, toPlainText, toPrintable } from '../../src/internal/printable.js'

describe('Text that others have written', () => {
  test('keeps its colours on a terminal, and loses them in a message', () => {
    const text = '\u001B[1;31mred\u001B[0m'
    expect(toPrintable(text)).toBe(text)
    expect(toPlainText(text)).toBe('red')
  })

  test.each([
    ['a title', '\u001B]0;owned\u0007', '␛]0;owned␇'],
    ['the clipboard', '\u001B]52;c;cm0=\u001B\\', '␛]52;c;cm0=␛\\'],
    ['the cursor', 'one\r\u001B[2K\b', 'one␍␛[2K␈'],
    ['the alternate screen', '\u001B[?1049h', '␛[?1049h'],
    ['an eight bit control', '\u009B2J\u007F', '\\u009b2J␡'],
    ['the direction of writing', 'a\u202Eb', 'a\\u202eb'],
    ['a line end of Windows and a tab', 'a\r\n\tb', 'a\n\tb'],
  ])('shows what would change %s', (_what, text, shown) => {
    expect(toPrintable(text)).toBe(shown)
    expect(toPlainText(text)).toBe(shown)
  })

  test.each([
    ['::error file=a.js::boom', '\\::error file=a.js::boom'],
    ['one\n  ::add-mask::x', 'one\n  \\::add-mask::x'],
    ['\u001B[31m::stop-commands::x', '\\::stop-commands::x'],
    ['a ##[error]boom', 'a #\\#[error]boom'],
    ['##vso[task.setvariable variable=a]b', '#\\#vso[task.setvariable variable=a]b'],
    ["##teamcity[testFailed name='a']", "#\\#teamcity[testFailed name='a']"],
  ])('is no command of a CI service: %s', (text, shown) => expect(toPlainText(text)).toBe(shown))

  test.each(['::1 localhost', 'std::vector::size', '## heading', '#[derive(Debug)]'])(
    'is left alone: %s',
    (text) => expect(toPlainText(text)).toBe(text),
  )

  test('is not made long by binary output', () => {
    expect(toPlainText(`a${'\0'.repeat(1000)}b`)).toBe(`a${'␀'.repeat(20)}[980 more]b`)
  })

  test('has no line ends in a name', () => {
    expect(toPlainLine('db\n::error::x\t')).toBe('db␊\\::error::x ')
  })
})
